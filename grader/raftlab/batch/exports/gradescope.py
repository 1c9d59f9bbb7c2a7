"""Gradescope: results.json of one submission."""

from __future__ import annotations

from typing import Literal

import msgspec

from raftlab.batch.exports.told import remarks, story, veiled
from raftlab.batch.records import Grade
from raftlab.records import CheckResult
from raftlab.report.sanitise import plain

Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of Gradescope's table. All texts are plain: nothing of a submission is read as HTML."""

    name: str
    score: float
    max_score: float
    status: Literal["passed", "failed"]
    output: str = ""
    visibility: Visibility = "visible"
    name_format: Literal["text"] | None = None
    output_format: Literal["text"] | None = None


class Results(msgspec.Struct, frozen=True, omit_defaults=True):
    """results.json. `score` counts, not the sum of the tests: staff may have decided otherwise."""

    score: float
    tests: tuple[Row, ...]
    output: str = ""
    execution_time: float = 0.0
    output_format: Literal["text"] | None = None
    test_output_format: Literal["text"] | None = None
    test_name_format: Literal["text"] | None = None
    stdout_visibility: Visibility | None = None


def results(grade: Grade, hidden: Visibility = "after_published") -> bytes | None:
    """Return results.json, None for a grade without a score: the kit's fault is never a zero.

    hidden: who sees the rows of hidden checks; even then not a word of them but their number and verdict.
    """
    if grade.score is None:
        return None
    result = veiled(grade).result
    told = Results(
        score=grade.score,
        tests=tuple(row(check, hidden) for check in result.checks) if result else (),
        output="\n".join([*(plain(text) for text in (result.warnings if result else ())), *remarks(grade)]),
        execution_time=result.duration_s if result else 0.0,
        output_format="text",
        test_output_format="text",
        test_name_format="text",
        stdout_visibility="hidden",
    )
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def row(check: CheckResult, hidden: Visibility) -> Row:
    """Return the row of one check."""
    return Row(
        name=plain(check.title),
        score=check.points,
        max_score=check.max,
        status="passed" if check.verdict == "ok" else "failed",
        output=story(check),
        visibility=hidden if check.hidden else "visible",
    )


def unreadable(message: str, most: float = 0) -> bytes:
    """Return results.json for a submission that cannot be graded as it is: no points, and why."""
    failed = Row(name="Your file can be graded", score=0, max_score=most, status="failed", output=plain(message))
    told = Results(score=0, tests=(failed,), output=plain(message), output_format="text", test_output_format="text")
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"
