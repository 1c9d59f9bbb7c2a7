"""What a test says where this machine lacks what it needs."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(why: str) -> NoReturn:
    """Skip the test; fail it in CI, where everything must be there."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
    raise AssertionError("both of them raise")
