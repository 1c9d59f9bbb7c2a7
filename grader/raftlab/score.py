"""From verdicts to points."""

from __future__ import annotations

from collections.abc import Iterable

from raftlab.models import CheckResult, Score


def score(checks: Iterable[CheckResult]) -> Score:
    """Return the score of `checks`: ok earns a check's points, all else earns none.

    A check that ended in `error` is left out of the maximum: the kit's fault costs no one a point.
    """
    checks = tuple(checks)
    judged = [check for check in checks if check.verdict != "error"]
    most = sum(check.max for check in judged)
    return Score(sum(check.points for check in judged), most, sum(check.max for check in checks) - most)
