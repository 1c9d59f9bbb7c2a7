"""How a check ends, other than by returning: CheckFailure says what was seen, BudgetExhausted that a budget ran out."""

from __future__ import annotations

from raftlab.trace import Trace


class CheckFailure(Exception):
    """The submission does what it must not: FAIL. `seen` states facts; `trace`, where there is one, is the run."""

    def __init__(self, seen: str, trace: Trace | None = None) -> None:
        super().__init__(seen)
        self.seen = seen
        self.trace = trace


class BudgetExhausted(Exception):
    """A budget ran out before the check could tell: neither a pass nor a fail. `why` names the budget and its size."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
