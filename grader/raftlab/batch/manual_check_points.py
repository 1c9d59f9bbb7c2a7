"""Points that staff give by hand for one check: they replace the grader's, and the score is computed again."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import msgspec

from raftlab.batch.models import Grade
from raftlab.errors import UsageError
from raftlab.grading_models import CheckResult, Result, Verdict
from raftlab.report.result_json import student_result
from raftlab.report.sanitise import one_line
from raftlab.score import score

POINTS_BY_HAND_FLAG = "points by hand"


class CheckPoints(msgspec.Struct, frozen=True):
    """The points that staff give for one check, and a reason for the student. Without points it undoes earlier ones."""

    check: str
    points: int | None = None
    comment: str = ""


def apply_check_points(grade: Grade, by_hand: Mapping[str, CheckPoints], safety_limit_percent: int) -> Grade:
    """Return the grade with the points of checks replaced. A check that the result lacks changes nothing.

    A check that the kit failed to run counts again. A check with full marks by hand no longer limits the score.
    """
    result = grade.result
    if result is None or not any(check.name in by_hand for check in result.checks):
        return grade
    changed = tuple(apply_points_to_check(check, by_hand.get(check.name)) for check in result.checks)
    points = score(changed, safety_limit_percent)
    result = msgspec.structs.replace(result, checks=changed, score=points.points, max=points.max, limit=points.limit)
    return msgspec.structs.replace(
        grade,
        result=result,
        score=points.points,
        max=points.max,
        check_remarks=tuple(manual_points_text(check, by_hand) for check in hand_graded_checks(result, by_hand)),
    )


def apply_points_to_check(check: CheckResult, by_hand: CheckPoints | None) -> CheckResult:
    """Return a check with the points by hand: it passed if they are all of its points."""
    if by_hand is None or by_hand.points is None:
        return check
    verdict: Verdict = (
        "ok" if by_hand.points >= check.max else "FAIL" if check.verdict in ("ok", "error") else check.verdict
    )
    safety = "" if verdict == "ok" else check.safety
    return msgspec.structs.replace(check, points=by_hand.points, verdict=verdict, safety=safety)


def hand_graded_checks(result: Result, by_hand: Mapping[str, CheckPoints]) -> list[CheckResult]:
    """Return the checks with points by hand, under the titles that a student may read."""
    shown = student_result(result).checks
    return [
        msgspec.structs.replace(check, title=student.title)
        for check, student in zip(result.checks, shown, strict=True)
        if check.name in by_hand
    ]


def manual_points_text(check: CheckResult, by_hand: Mapping[str, CheckPoints]) -> str:
    """Return what the student reads about the points of one check."""
    comment = by_hand[check.name].comment
    return f"{check.title.rstrip('.')}: {check.points} of {check.max} points by hand" + (
        f": {comment}" if comment else ""
    )


def find_check(grade: Grade, name: str) -> CheckResult:
    """Return the check of a student's result that has this name, with or without test_, or this title. UsageError."""
    if grade.result is None:
        raise UsageError(
            f"{one_line(grade.person.key)} has no checks ({grade.fate}); leave --check out to give a score by hand"
        )
    checks = {check.name: check for check in grade.result.checks}
    return checks[find_check_name({name: check.title for name, check in checks.items()}, name)]


def find_check_name(titles: Mapping[str, str], name: str) -> str:
    """Return the check of that name, with or without test_, or of that title. titles: check -> title. UsageError."""
    found = [check for check, title in titles.items() if name in (check, check.removeprefix("test_"), title)]
    if len(found) == 1:
        return found[0]
    near = difflib.get_close_matches(name, titles, n=1, cutoff=0.4)
    repair = f"did you mean {near[0]}?" if near else f"there are {', '.join(titles)}"
    raise UsageError(f"{one_line(name)}: no such check; {repair}")


def parse_points(check: CheckResult, text: str) -> int:
    """Return the points for a check. UsageError if they are not a whole number from 0 to its maximum."""
    if not (text.isascii() and text.isdigit() and int(text) <= check.max):
        raise UsageError(
            f"{one_line(text)}: {check.name} has {check.max} points; give a whole number from 0 to {check.max}"
        )
    return int(text)
