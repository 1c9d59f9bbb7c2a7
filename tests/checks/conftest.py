"""Fixtures for the tests of the checks."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from fake_kit import GradeChecks, make_kit, make_submission

from raftlab.grading_models import CheckResult, GradingResult, Submission
from raftlab.pipeline import grade
from raftlab.worker.zygote_pool import ZygotePool

open_pools: list[ZygotePool] = []
"""The zygotes, if there are some: one for each hash seed that a grading can use."""


@pytest.fixture
def pool() -> ZygotePool:
    """Return zygotes that the tests of this folder share: to start one takes longer than most of these checks."""
    if not open_pools:
        open_pools.append(ZygotePool())
    return open_pools[0]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, Any, Any]:
    """End the zygotes after the last test of the folder: others count the processes that are left."""
    result = yield
    if open_pools and (nextitem is None or nextitem.path.parent != item.path.parent):
        open_pools.pop().close()
    return result


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
