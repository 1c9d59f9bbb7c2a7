"""The result of a search: the verdict, the counterexample, the bounds reached, and the cost."""

from __future__ import annotations

from typing import Literal

from raftlab.server import Record
from raftlab.trace import Trace

Verdict = Literal["violated", "exhausted", "bounded-clean"]


class SearchResult(Record, frozen=True):
    """The result of one search.

    violated: the property `broken` is broken, and `trace` shows how. exhausted: every state within the bound was
    checked, without a violation. bounded-clean: no violation in the states that were checked; others were not.
    """

    verdict: Verdict
    bound: str
    engine: str
    states: int
    steps: int
    depth: int
    cpu_s: float  # of the search, including the submission's process
    worker_cpu_s: float  # of the submission's process
    bytes_per_state: int
    asked: int  # steps that the submission's code computed
    memo_hits: float  # the share of the steps that came from the cache
    isolation: str
    broken: str | None = None
    moves: int = 0  # of the shortest path found to the violation
    confirmed: bool = False  # live servers repeated it
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    trace: Trace | None = None

    @property
    def text(self) -> str:
        """Return the verdict as one sentence."""
        size = f"{self.states:,} states, up to {self.depth} moves"
        if self.verdict == "violated":
            return f"violated: {self.broken} is broken after {self.moves} moves ({size}; {self.bound})"
        if self.verdict == "exhausted":
            return f"exhausted: no violation in any state within the bound ({size}; {self.bound})"
        return f"bounded-clean: no violation in {size}; states beyond that were not checked ({self.bound})"
