"""The exceptions that end a check: CheckFailure says what was seen, BudgetExhausted that a budget ran out."""

from __future__ import annotations

from raftlab.trace import Trace


class CheckFailure(Exception):
    """The submission is wrong: FAIL. `seen` states facts; `trace` is the run, if there is one.

    safety: the safety property that this failure breaks, "" if it breaks none; None: the one that its check names.
    options_text: the options of the server that failed, as a sentence; None: of the last one that was placed.
    """

    def __init__(self, seen: str, trace: Trace | None = None, safety: str | None = None) -> None:
        super().__init__(seen)
        self.seen = seen
        self.trace = trace
        self.safety = safety
        self.options_text: str | None = None


class CheckBlocked(Exception):
    """A red check judges the property that breaks here first: blocked. `check_name`: that check; `seen`: the facts."""

    def __init__(self, check_name: str, seen: str = "") -> None:
        super().__init__(f"waits for {check_name}: {seen}")
        self.check_name = check_name
        self.seen = seen


class BudgetExhausted(Exception):
    """A budget ran out before the check could decide: neither pass nor fail. `reason` names the budget and its size."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
