"""result.json: its schema, its contents, and what students may see."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import msgspec
import pytest
from fake_kit import submission_with_body

from raftlab.grading_models import CheckResult, GradingResult, Score
from raftlab.report.result_files import write_result_files
from raftlab.report.result_json import canonical_json, from_json, student_result, to_json
from raftlab.report.sanitise import plain_text
from raftlab.report.schema import SCHEMA_PATH, result_schema, schema_text
from raftlab.score import score
from raftlab.server import Options
from raftlab.trace import Trace

GradeChecks = Callable[..., GradingResult]

PUBLIC_CHECKS = """
@check(points=5)
def test_calls(lab):
    "Calls."
    lab.place("S1").call("tryAdvanceCommit")

@check(points=2, depends_on=[test_calls])
def test_waits(lab):
    "Waits."
"""
HIDDEN_CHECKS = """
@check(points=3, paper="§9", ask="which secret?", depends_on=["test_calls"])
def test_secret(lab):
    "A secret title."

@check(points=4)
def test_other_secret(lab):
    "Another secret."
    raise CheckFailure("a secret was seen")

@check(points=1, depends_on=[test_other_secret])
def test_last_secret(lab):
    "A last one."
"""
TRACE = Trace("0", "scene90", "t", 0, ("S1",), Options(), ())


def test_the_published_schema_is_that_of_the_records() -> None:
    """result.schema.json is generated; rewrite it with `python -m raftlab.report.schema`."""
    assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("body", ["return True\n", "raise NotImplementedError\n", "return self.log[1]\n"])
def test_results_are_as_the_schema_says(grade_checks: GradeChecks, body: str) -> None:
    """Real results of every kind of verdict validate, and read back as they were."""
    result = grade_checks(PUBLIC_CHECKS, HIDDEN_CHECKS, work=submission_with_body(body)).result
    data = to_json(result)
    jsonschema.Draft202012Validator(result_schema()).validate(json.loads(data))
    assert from_json(data) == result


def test_results_differ_in_nothing_but_durations(grade_checks: GradeChecks) -> None:
    """The same submission, seed and kit give the same canonical bytes."""
    one, two = grade_checks(PUBLIC_CHECKS, HIDDEN_CHECKS).result, grade_checks(PUBLIC_CHECKS, HIDDEN_CHECKS).result
    assert canonical_json(one) == canonical_json(two)
    assert canonical_json(msgspec.structs.replace(one, duration_s=99.0)) == canonical_json(two)
    assert canonical_json(grade_checks(PUBLIC_CHECKS, HIDDEN_CHECKS, seed=1).result) != canonical_json(two)


def test_student_result_hides_hidden_checks(grade_checks: GradeChecks) -> None:
    """Students see only number, verdict and points of a hidden check."""
    staff = grade_checks(PUBLIC_CHECKS, HIDDEN_CHECKS).result
    told = student_result(staff)
    assert b"secret" in to_json(staff)
    assert b"secret" not in to_json(told)
    assert [check.name for check in told.checks if check.hidden] == ["hidden_1", "hidden_2", "hidden_3"]
    assert told.checks[-1].blocked_by == "hidden_2"
    assert (told.score, told.max) == (staff.score, staff.max)


def test_submission_text_is_escaped(grade_checks: GradeChecks) -> None:
    """What a submission raises and prints cannot drive a terminal or turn the reading order."""
    work = submission_with_body("print('\\x1b[2J')\nraise ValueError('\\u202egnol\\x07')\n")
    check = grade_checks(PUBLIC_CHECKS, work=work).result.checks[0]
    assert r"ValueError: \u202egnol\x07" in check.seen
    assert check.printed == "\\x1b[2J\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\tb", "a    b"), ("é §5 → 中", "é §5 → 中"), ("a\r\nb", "a\\r\nb"), ("\u200b\ud800", "\\u200b\\ud800")],
)
def test_plain_text_keeps_printable_characters(text: str, expected: str) -> None:
    """Letters of any script stay; what is invisible is spelled out."""
    assert plain_text(text) == expected


def test_an_error_is_left_out_of_the_maximum() -> None:
    """ok earns points, FAIL does not, and a kit error counts neither in score nor maximum."""
    checks = [
        CheckResult("a", "A.", "ok", 5, 5),
        CheckResult("b", "B.", "FAIL", 0, 3),
        CheckResult("c", "C.", "error", 0, 2),
    ]
    assert score(checks, 80) == Score(points=5, max=8, excluded_points=2)


def test_runs_and_result_are_written_below_the_workspace(grade_checks: GradeChecks, tmp_path: Path) -> None:
    """Each run is stored where the result says."""
    written = write_result_files(
        GradingResult(grade_checks(PUBLIC_CHECKS).result, {".raftlab/scene90/a.json": TRACE}), tmp_path
    )
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        ".raftlab/scene90/result.json",
        ".raftlab/scene90/a.json",
    ]
    assert from_json(written[0].read_bytes()).scene == "scene90"
    assert sorted(path.name for path in written[0].parent.iterdir()) == ["a.json", "result.json"]


def test_nothing_is_written_through_a_link(grade_checks: GradeChecks, tmp_path: Path) -> None:
    """A link for a folder is refused; a link for a file is replaced, and what it pointed to stays."""
    result = GradingResult(grade_checks(PUBLIC_CHECKS).result)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    work = tmp_path / "work"
    work.mkdir()
    (work / ".raftlab").symlink_to(elsewhere)
    with pytest.raises(OSError):
        write_result_files(result, work)
    assert list(elsewhere.iterdir()) == []
    (work / ".raftlab").unlink()
    precious = tmp_path / "precious"
    precious.write_text("kept")
    (work / ".raftlab" / "scene90").mkdir(parents=True)
    (work / ".raftlab" / "scene90" / "result.json").symlink_to(precious)
    write_result_files(result, work)
    assert precious.read_text() == "kept"
