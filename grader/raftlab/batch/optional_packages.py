"""Imports packages that only staff need; if one is not installed, the error names the extra that brings it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from raftlab.errors import UsageError


def import_optional(module_name: str, package_name: str, purpose: str, extra_name: str = "staff") -> Any:
    """Return the module. UsageError, with the extra to install, if its package is not installed."""
    try:
        return import_module(module_name)
    except ImportError as fault:
        if fault.name and fault.name.partition(".")[0] != module_name.partition(".")[0]:
            raise UsageError(
                f"{package_name} is installed, but not {fault.name}; pip install 'raftlab[{extra_name}]'"
            ) from None
        raise UsageError(
            f"{purpose} needs {package_name}, which is not installed; pip install 'raftlab[{extra_name}]' brings it"
        ) from None
