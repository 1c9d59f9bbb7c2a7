"""From verdicts to points."""

from __future__ import annotations

from collections.abc import Iterable

from raftlab.grading_models import CheckResult, Score, ScoreLimit


def score(checks: Iterable[CheckResult], safety_limit_percent: int) -> Score:
    """Return the score of `checks`: a check that is ok earns its points, any other earns none.

    A check that ended in `error` is left out of the maximum: if the kit fails, no student loses a point. If a safety
    property broke in any check, the score is at most `safety_limit_percent` of the maximum. The limit names the check
    of which a report shows most: of several, the first.
    """
    checks = tuple(checks)
    counted = [check for check in checks if check.verdict != "error"]
    maximum = sum(check.max for check in counted)
    earned = sum(check.points for check in counted)
    excluded = sum(check.max for check in checks) - maximum
    unsafe = min((check for check in counted if check.safety), key=report_rank, default=None)
    most = maximum * safety_limit_percent // 100
    if unsafe is None or earned <= most:
        return Score(earned, maximum, excluded)
    return Score(most, maximum, excluded, ScoreLimit(most, earned, unsafe.safety, unsafe.name))


def report_rank(check: CheckResult) -> tuple[bool, bool]:
    """Return how little a report shows of a check: least of one that is hidden, most of a public one that FAILs."""
    return check.verdict != "FAIL", check.hidden
