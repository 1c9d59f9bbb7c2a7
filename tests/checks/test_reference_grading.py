"""One full grading of a real scene: its reference, its best-known wrong answer, its skeleton."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from raftlab.grading_models import GradingResult, Submission
from raftlab.kit import find_kit
from raftlab.pipeline import grade
from raftlab.report.result_json import canonical_json, to_json
from raftlab.report.schema import result_schema
from raftlab.solutions.named_solutions import read_solution

SCENE = "scene05"


def grade_file(path: Path, *check_names: str, scene: str = SCENE) -> GradingResult:
    """Grade one file, by these checks, or by all."""
    submission = Submission(scene, path.name, read_solution(find_kit(), path))
    return grade(find_kit(), submission, check_names=check_names)


@pytest.mark.long
def test_the_reference_earns_everything_and_always_the_same() -> None:
    """Full marks, no error, a valid result, and the same bytes the second time."""
    path = find_kit().reference / SCENE / "commit.py"
    first, second = grade_file(path).result, grade_file(path).result
    assert {check.verdict for check in first.checks} == {"ok"}
    assert first.score == first.max > 0
    assert first.warnings == ()
    jsonschema.Draft202012Validator(result_schema()).validate(json.loads(to_json(first)))
    assert canonical_json(first) == canonical_json(second)


def test_counting_copies_of_an_older_term_is_shown_to_break_a_promise() -> None:
    """The naive rule fails with the property's name and the run that shows it."""
    mutant = find_kit().reference / SCENE / "mutants" / "figure8-count-old-term.py"
    told = grade_file(mutant, "test_figure8_overwrite")
    (check,) = told.result.checks
    assert check.verdict == "FAIL"
    assert "entry 2" in check.seen
    trace = told.traces[check.trace or ""]
    assert "LeaderCompleteness" in {violation.property for violation in trace.violations}


def test_skeleton_is_todo_not_failed() -> None:
    """An untouched skeleton fails no check: each is todo or blocked."""
    told = grade_file(find_kit().skeletons / SCENE / "commit.py").result
    assert {"todo", "blocked"} <= {check.verdict for check in told.checks} <= {"todo", "blocked", "ok"}


def test_counted_events_are_named_and_cost_nothing() -> None:
    """An attribute that makes each state another one is named where an exploration passed without all states."""
    variant = find_kit().reference / "scene06" / "variants" / "counts-its-events.py"
    result = grade_file(variant, "test_explore_three", scene="scene06").result
    assert [check.verdict for check in result.checks] == ["ok"]
    assert any(warning.startswith("self.events_seen: each value makes another state") for warning in result.warnings)
