"""Fixtures for the tests of classes."""

from __future__ import annotations

from functools import cache

import pytest

from raftlab.worker import measure_isolation

measure_level_once = cache(measure_isolation.measure_level)


@pytest.fixture
def level_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure the jail once for all commands in this process: each would start a zygote for it."""
    monkeypatch.setattr(measure_isolation, "measure_level", measure_level_once)
