"""What a search found, how far it went, and what it took."""

from __future__ import annotations

from typing import Literal

from raftlab.server import Record
from raftlab.trace import Trace

Verdict = Literal["violated", "exhausted", "bounded-clean"]


class SearchResult(Record, frozen=True):
    """The outcome of one search.

    violated: the property `broken` breaks, and `trace` shows it. exhausted: every state within the bound was looked at
    and none breaks a property. bounded-clean: so many states were looked at, and none breaks one; of the rest nothing
    is said.
    """

    verdict: Verdict
    bound: str
    engine: str
    states: int
    steps: int
    depth: int
    cpu_s: float  # of the search, the submission's process included
    worker_cpu_s: float  # of the submission's process
    bytes_per_state: int
    asked: int  # local steps that the submission's code was asked for
    memo_hits: float  # the share of the steps that were look-ups
    isolation: str
    broken: str | None = None
    moves: int = 0  # of the shortest path found to the violation
    confirmed: bool = False  # live servers did the same
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    trace: Trace | None = None

    @property
    def text(self) -> str:
        """Return the verdict as one sentence."""
        size = f"{self.states:,} states, depth {self.depth}"
        if self.verdict == "violated":
            return f"violated: {self.broken} breaks after {self.moves} moves ({size}; {self.bound})"
        if self.verdict == "exhausted":
            return f"exhausted: no property breaks in any state within the bound ({size}; {self.bound})"
        return f"bounded-clean: no property breaks in what was looked at, {size}; the rest is unknown ({self.bound})"
