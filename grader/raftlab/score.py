"""From verdicts to points."""

from __future__ import annotations

from collections.abc import Iterable

from raftlab.models import CheckResult, Score


def score(checks: Iterable[CheckResult]) -> Score:
    """Return the score of `checks`: a check that is ok earns its points, any other earns none.

    A check that ended in `error` is left out of the maximum: if the kit fails, no student loses a point.
    """
    checks = tuple(checks)
    counted = [check for check in checks if check.verdict != "error"]
    maximum = sum(check.max for check in counted)
    return Score(sum(check.points for check in counted), maximum, sum(check.max for check in checks) - maximum)
