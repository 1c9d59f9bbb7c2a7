"""Gradescope: results.json of one submission."""

from __future__ import annotations

from typing import Literal

import msgspec

from raftlab.batch.exports.grade_feedback import check_feedback, grade_remark_lines, student_view
from raftlab.batch.models import Grade
from raftlab.grading_models import CheckResult
from raftlab.report.sanitise import plain_text

Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]


class TestRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of Gradescope's table. All texts are plain: nothing of a submission is read as HTML."""

    name: str
    score: float
    max_score: float
    status: Literal["passed", "failed"]
    output: str = ""
    visibility: Visibility = "visible"
    name_format: Literal["text"] | None = None
    output_format: Literal["text"] | None = None


class GradescopeResults(msgspec.Struct, frozen=True, omit_defaults=True):
    """results.json. `score` counts, not the sum of the tests: staff may have decided otherwise."""

    score: float
    tests: tuple[TestRow, ...]
    output: str = ""
    execution_time: float = 0.0
    output_format: Literal["text"] | None = None
    test_output_format: Literal["text"] | None = None
    test_name_format: Literal["text"] | None = None
    stdout_visibility: Visibility | None = None


def results_json(grade: Grade, hidden_visibility: Visibility = "after_published") -> bytes | None:
    """Return results.json; None for a grade without a score, since a failure of the kit is not 0 points.

    hidden: who sees the rows of hidden checks; even then not a word of them but their number and verdict.
    """
    if grade.score is None:
        return None
    result = student_view(grade).result
    rows = tuple(test_row(check, hidden_visibility) for check in result.checks) if result else ()
    if grade.fate == "unreadable":
        rows = (unreadable_row(student_view(grade)),)
    told = GradescopeResults(
        score=grade.score,
        tests=rows,
        output="\n".join(
            [*(plain_text(text) for text in (result.warnings if result else ())), *grade_remark_lines(grade)]
        ),
        execution_time=result.duration_s if result else 0.0,
        output_format="text",
        test_output_format="text",
        test_name_format="text",
        stdout_visibility="hidden",
    )
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def test_row(check: CheckResult, hidden_visibility: Visibility) -> TestRow:
    """Return the row of one check."""
    return TestRow(
        name=plain_text(check.title),
        score=check.points,
        max_score=check.max,
        status="passed" if check.verdict == "ok" else "failed",
        output=check_feedback(check),
        visibility=hidden_visibility if check.hidden else "visible",
    )


def unreadable_row(grade: Grade) -> TestRow:
    """Return the row of a file that cannot be graded: no points, and why."""
    return TestRow(
        name="Your file can be graded", score=0, max_score=grade.max, status="failed", output=plain_text(grade.message)
    )
