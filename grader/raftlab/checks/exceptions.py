"""The exceptions that end a check: CheckFailure says what was seen, BudgetExhausted that a budget ran out."""

from __future__ import annotations

from raftlab.trace import Trace


class CheckFailure(Exception):
    """The submission is wrong: FAIL. `seen` states facts; `trace` is the run, if there is one."""

    def __init__(self, seen: str, trace: Trace | None = None) -> None:
        super().__init__(seen)
        self.seen = seen
        self.trace = trace


class BudgetExhausted(Exception):
    """A budget ran out before the check could decide: neither pass nor fail. `reason` names the budget and its size."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
