"""How a check ends, other than by returning: Broken says what was seen, Unknown that a budget ran out."""

from __future__ import annotations

from raftlab.trace import Trace


class Broken(Exception):
    """The submission does what it must not: FAIL. `seen` states facts; `trace`, where there is one, is the run."""

    def __init__(self, seen: str, trace: Trace | None = None) -> None:
        super().__init__(seen)
        self.seen = seen
        self.trace = trace


class Unknown(Exception):
    """A budget ran out before the check could tell: neither a pass nor a fail. `why` names the budget and its size."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
