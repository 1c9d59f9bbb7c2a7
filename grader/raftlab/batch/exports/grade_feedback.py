"""The text and numbers of a grade, the same for every platform."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from raftlab.batch.ingest.timestamps import weekday_time_text
from raftlab.batch.models import Grade
from raftlab.grading_models import CheckResult
from raftlab.report.result_json import student_result
from raftlab.report.sanitise import plain_text

VERDICT_WORDS = {
    "ok": "ok",
    "FAIL": "FAIL",
    "todo": "to do",
    "blocked": "blocked",
    "unknown": "unknown",
    "error": "error of the kit",
}
STAFF_FATES = frozenset({"kit error", "timed out", "unsafe level", "flaky"})
"""Fates whose message is for staff: it names checks and quotes the kit."""
STAFF_TEXT = "the grader could not finish; the staff see why, and it costs you nothing"
UNKNOWN_TIME = datetime(1, 1, 1, tzinfo=UTC)


def latest_grades(grades: Iterable[Grade]) -> tuple[Grade, ...]:
    """Return one grade per person: the latest submission, and of equal times the last one; in their order."""
    chosen: dict[str, Grade] = {}
    for grade in grades:
        before = chosen.get(grade.person.key)
        if before is None or submission_time_key(grade) >= submission_time_key(before):
            chosen[grade.person.key] = grade
    return tuple(chosen.values())


def submission_time_key(grade: Grade) -> tuple[bool, datetime]:
    """Return the sort key of a student's grades: the submission time, an unknown one first.

    That nothing was submitted is before every submission: another line of the course's list may be the same student.
    """
    return grade.fate != "not submitted" or bool(grade.overridden), grade.submitted_at or UNKNOWN_TIME


def student_file_stem(grade: Grade) -> str:
    """Return a file name for a student: the safe characters of the login, and a digest that makes it unique."""
    safe = re.sub(r"[^A-Za-z0-9]+", "-", grade.person.login or grade.person.key).strip("-")[:40]
    return f"{safe or 'student'}-{hashlib.sha256(grade.person.key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def student_view(grade: Grade) -> Grade:
    """Return the grade as the student may see it: hidden checks without their text, checks named by their titles."""
    if grade.result is None:
        return msgspec.structs.replace(grade, message=ungraded_message(grade))
    result = student_result(grade.result)
    titles = {check.name: check.title for check in result.checks}
    checks = tuple(
        msgspec.structs.replace(check, blocked_by=titles.get(check.blocked_by, check.blocked_by))
        if check.blocked_by
        else check
        for check in result.checks
    )
    return msgspec.structs.replace(
        grade, message=ungraded_message(grade), result=msgspec.structs.replace(result, checks=checks)
    )


def ungraded_message(grade: Grade) -> str:
    """Return why there is no grade, for the student: the kit's errors are left out, as they can name a hidden check."""
    return STAFF_TEXT if grade.fate in STAFF_FATES and grade.message else grade.message


def points_text(value: float) -> str:
    """Return points as text, with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def scale_score(grade: Grade, points_possible: float | None) -> float | None:
    """Return the score scaled to the points of a platform's column; unscaled if those are unknown."""
    if grade.score is None or not points_possible or not grade.max or points_possible == grade.max:
        return grade.score
    return round(grade.score * points_possible / grade.max, 2)


def grade_remark_lines(grade: Grade) -> list[str]:
    """Return the remarks on the whole grade: why there is no score, a limit, lateness, decisions of staff."""
    graded = grade.score is not None and grade.fate in ("graded", "flaky")
    told = [] if graded else [f"not graded ({grade.fate}): {ungraded_message(grade)}"]
    if grade.result is not None and grade.result.limit is not None:
        told.append(student_result(grade.result).limit_text)
    if grade.earned is not None:
        told.append(f"{points_text(grade.earned)} points by the grader")
    if grade.slip_text:
        told.append(grade.slip_text)
    elif grade.extended_to:
        told.append(f"the staff moved your deadline to {weekday_time_text(grade.extended_to, UTC)}")
    if grade.lost:
        told.append(f"{points_text(grade.lost)} points lost for being late")
    told += grade.check_remarks
    if grade.overridden:
        told.append("the score was set by the staff")
    return [plain_text(line) for line in (*told, *([grade.comment] if grade.comment else []))]


def check_result_line(check: CheckResult) -> str:
    """Return a check in one line."""
    return plain_text(f"{VERDICT_WORDS[check.verdict]} {check.points}/{check.max} {check.title}")


def check_feedback(check: CheckResult) -> str:
    """Return the feedback on one check, "" if there is none."""
    if check.verdict == "ok":
        return ""
    told = [f"waits for: {check.blocked_by}"] if check.blocked_by else []
    told += [check.seen, check.ask] if check.verdict == "FAIL" else [check.seen]
    told += [f"read: {'Raft ' if check.paper.startswith('§') else ''}{check.paper}"] if check.paper else []
    told += [*check.lines, *([check.printed] if check.printed else [])]
    told += [f"hint: {check.hint}"] if check.hint else []
    told += [check.safety_text]
    return plain_text("\n".join(part for part in told if part))
