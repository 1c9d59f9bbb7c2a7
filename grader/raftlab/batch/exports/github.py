"""GitHub Classroom: what an autograding step outputs, with the points of each check."""

from __future__ import annotations

import base64
from typing import Literal

import msgspec

from raftlab.batch.exports.told import story, veiled
from raftlab.batch.records import Grade
from raftlab.records import CheckResult
from raftlab.report.sanitise import plain

Status = Literal["pass", "fail", "error"]


class Row(msgspec.Struct, frozen=True):
    """One test of the step. The reporter adds up `score`."""

    name: str
    status: Status
    score: int
    message: str
    duration: float
    test_code: str = ""
    filename: str = ""
    line_no: int = 0


class Step(msgspec.Struct, frozen=True):
    """What the step found; its output `result` is this as JSON in base64."""

    version: int
    status: Status
    max_score: int
    tests: tuple[Row, ...]


def step(grade: Grade, file: str = "", most: int = 0) -> Step:
    """Return what the step found. A file that cannot be graded earns nothing of `most`, and is told why."""
    result = veiled(grade).result
    if result is None:
        failed = Row("the file can be graded", "error", 0, plain(grade.message), 0.0, filename=plain(file))
        return Step(1, "error", most, (failed,))
    rows = tuple(row(check, result.submission.file) for check in result.checks)
    return Step(1, "pass" if result.score == result.max else "fail", result.max, rows)


def row(check: CheckResult, file: str) -> Row:
    """Return one check's row."""
    status: Status = "pass" if check.verdict == "ok" else "fail"
    title = plain(f"{check.title} ({check.points}/{check.max})")
    return Row(title, status, check.points, story(check), check.duration_s, filename=file)


def output(told: Step) -> str:
    """Return the line for the file that GITHUB_OUTPUT names."""
    return f"result={base64.b64encode(msgspec.json.encode(told)).decode('ascii')}\n"
