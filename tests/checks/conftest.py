"""Fixtures for the tests of the checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_kit import GradeChecks, make_kit, make_submission

from raftlab.grading_models import CheckResult, GradingResult, Submission
from raftlab.pipeline import grade
from raftlab.worker.zygote_pool import ZygotePool


@pytest.fixture(scope="module")
def pool() -> Iterator[ZygotePool]:
    """Yield zygotes that the tests of a file share: to start one takes longer than most of these checks."""
    with ZygotePool() as opened_pool:
        yield opened_pool


@pytest.fixture
def grade_checks(tmp_path: Path, pool: ZygotePool) -> GradeChecks:
    """Return a function that grades a submission by checks written in the test."""

    def run(
        public: str,
        hidden: str | None = None,
        *,
        work: Submission | None = None,
        scene_settings: str = "",
        **settings: object,
    ) -> GradingResult:
        kit = make_kit(tmp_path / "kit", public, hidden, scene_settings)
        return grade(kit, work or make_submission(), pool=pool, **settings)  # type: ignore[arg-type]

    return run


@pytest.fixture
def grade_one_check(grade_checks: GradeChecks) -> Callable[..., CheckResult]:
    """Return a function that grades by one check and returns what it came to."""

    def run(public: str, **settings: object) -> CheckResult:
        (check,) = grade_checks(public, **settings).result.checks
        return check

    return run
