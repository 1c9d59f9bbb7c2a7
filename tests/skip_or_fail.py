"""What a test says where this machine lacks what it needs."""

from __future__ import annotations

import importlib.util
import os
from typing import NoReturn

import pytest


def skip_or_fail(reason: str) -> NoReturn:
    """Skip the test; fail it in CI, where everything must be there."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    raise AssertionError("both of them raise")


def skip_module_without(package: str, extra: str) -> None:
    """Skip the test file if `package` is not installed. To import it would take a second of each test process."""
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"the {extra} extra is not installed: pip install -e '.[{extra}]'", allow_module_level=True)
