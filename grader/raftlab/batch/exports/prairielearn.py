"""PrairieLearn: results.json of one submission; and Autolab: the last line of its log."""

from __future__ import annotations

import msgspec

from raftlab.batch.exports.grade_feedback import check_feedback, grade_remark_lines, student_view
from raftlab.batch.models import Grade
from raftlab.report.sanitise import plain_text

RESULTS_LIMIT_BYTES = 1_000_000
"""PrairieLearn refuses a larger results.json."""
TEXT_LIMIT = 4_000


class TestRow(msgspec.Struct, frozen=True):
    """One check, as PrairieLearn shows it."""

    name: str
    points: float
    max_points: float
    message: str


class PrairieLearnResults(msgspec.Struct, frozen=True):
    """results.json. `score` is a share from 0 to 1."""

    score: float
    message: str
    tests: tuple[TestRow, ...]
    gradable: bool = True
    output: str = ""


def prairielearn_json(grade: Grade) -> bytes:
    """Return results.json, at most 1 MB: the texts of the checks are shortened if they must be."""
    shown = student_view(grade)
    score = min(1.0, (grade.score or 0) / grade.max) if grade.max else 0.0
    warnings = shown.result.warnings if shown.result else ()
    message = "\n".join(plain_text(line) for line in (*warnings, *grade_remark_lines(shown)))[:TEXT_LIMIT]
    checks = shown.result.checks if shown.result else ()
    rows = tuple(TestRow(plain_text(each.title), each.points, each.max, check_feedback(each)) for each in checks)
    data = msgspec.json.encode(PrairieLearnResults(score, message, rows))
    if len(data) > RESULTS_LIMIT_BYTES:
        limit = RESULTS_LIMIT_BYTES // 8 // max(1, len(rows))
        rows = tuple(msgspec.structs.replace(row, message=row.message[:limit]) for row in rows)
        data = msgspec.json.encode(PrairieLearnResults(score, message, rows))
    return data + b"\n"


def autolab_line(grade: Grade, problem: str) -> str:
    """Return the last line of the log, in which Autolab reads the points. `problem`: its name on Autolab."""
    return msgspec.json.encode({"scores": {problem: grade.score or 0}}).decode()
