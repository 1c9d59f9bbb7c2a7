"""GitHub Classroom: the output of an autograding step, with the points of each check."""

from __future__ import annotations

import base64
from typing import Literal

import msgspec

from raftlab.batch.exports.grade_feedback import check_feedback, student_view
from raftlab.batch.models import SCENE_POINTS, Grade
from raftlab.grading_models import CheckResult
from raftlab.report.sanitise import plain_text

TestStatus = Literal["pass", "fail", "error"]


class TestRow(msgspec.Struct, frozen=True):
    """One test of the step. The reporter adds up `score`."""

    name: str
    status: TestStatus
    score: int
    message: str
    duration: float
    test_code: str = ""
    filename: str = ""
    line_no: int = 0


class AutogradingResult(msgspec.Struct, frozen=True):
    """The step's result; its output `result` is this as JSON in base64."""

    version: int
    status: TestStatus
    max_score: int
    tests: tuple[TestRow, ...]


def autograding_result(grade: Grade, file_name: str = "") -> AutogradingResult:
    """Return the step's result. A file that cannot be graded gets 0 points, and the reason.

    GitHub's reporter drops a result whose max_score is 0.
    """
    shown = student_view(grade)
    result = shown.result
    if result is None:
        failed = TestRow(
            "the file can be graded", "error", 0, plain_text(shown.message), 0.0, filename=plain_text(file_name)
        )
        return AutogradingResult(1, "error", grade.max or SCENE_POINTS, (failed,))
    points = result.counted_points
    rows = tuple(test_row(check, points[check.name], result.submission.file) for check in result.checks)
    if result.limit is not None:
        text = plain_text(result.limit_text)
        rows = (*rows, TestRow("safety", "fail", 0, text, 0.0, filename=plain_text(result.submission.file)))
    return AutogradingResult(1, "pass" if result.score == result.max else "fail", result.max, rows)


def test_row(check: CheckResult, points: int, file_name: str) -> TestRow:
    """Return one check's row, with the points that count."""
    status: TestStatus = "pass" if check.verdict == "ok" else "fail"
    title = plain_text(f"{check.title} ({points}/{check.max})")
    return TestRow(title, status, points, check_feedback(check), check.duration_s, filename=file_name)


def step_output_line(result: AutogradingResult) -> str:
    """Return the line for the file that GITHUB_OUTPUT names."""
    return f"result={base64.b64encode(msgspec.json.encode(result)).decode('ascii')}\n"
