"""The packages that only staff need: asked for by name, and missed in one line."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from raftlab.errors import UsageFault


def need(module: str, package: str, purpose: str, extra: str = "staff") -> Any:
    """Return the module. UsageFault where its package is not installed: which extra brings it."""
    try:
        return import_module(module)
    except ImportError as fault:
        if fault.name and fault.name.partition(".")[0] != module.partition(".")[0]:
            raise UsageFault(f"{package} is installed, but not {fault.name}; pip install 'raftlab[{extra}]'") from None
        raise UsageFault(
            f"{purpose} needs {package}, which is not installed; pip install 'raftlab[{extra}]' brings it"
        ) from None
