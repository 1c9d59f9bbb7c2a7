"""Fixtures for the tests of the checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_kit import make_kit, submission

from raftlab.pipeline import grade
from raftlab.records import CheckResult, Graded, Submission

Grade = Callable[..., Graded]


@pytest.fixture
def graded(tmp_path: Path) -> Grade:
    """Return a function that grades a submission by checks written in the test."""

    def run(public: str, hidden: str | None = None, *, work: Submission | None = None, **settings: object) -> Graded:
        kit = make_kit(tmp_path / "kit", public, hidden)
        return grade(kit, work or submission(), **settings)  # type: ignore[arg-type]

    return run


@pytest.fixture
def only_check(graded: Grade) -> Callable[..., CheckResult]:
    """Return a function that grades by one check and returns what it came to."""

    def run(public: str, **settings: object) -> CheckResult:
        (check,) = graded(public, **settings).result.checks
        return check

    return run
