"""Fixtures for the tests of the checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fake_kit import make_kit, make_submission

from raftlab.models import CheckResult, GradingResult, Submission
from raftlab.pipeline import grade

GradeChecks = Callable[..., GradingResult]


@pytest.fixture
def grade_checks(tmp_path: Path) -> GradeChecks:
    """Return a function that grades a submission by checks written in the test."""

    def run(
        public: str, hidden: str | None = None, *, work: Submission | None = None, **settings: object
    ) -> GradingResult:
        kit = make_kit(tmp_path / "kit", public, hidden)
        return grade(kit, work or make_submission(), **settings)  # type: ignore[arg-type]

    return run


@pytest.fixture
def grade_one_check(grade_checks: GradeChecks) -> Callable[..., CheckResult]:
    """Return a function that grades by one check and returns what it came to."""

    def run(public: str, **settings: object) -> CheckResult:
        (check,) = grade_checks(public, **settings).result.checks
        return check

    return run
