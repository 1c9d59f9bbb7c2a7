"""Shrinking a failing run: leave out the acts that the failure does not need. (greedy ddmin, Zeller and Hildebrandt)"""

from __future__ import annotations

from dataclasses import dataclass

from raftlab.errors import SubmissionRaisedError
from raftlab.server import Options
from raftlab.simulator.act_replay import run_acts
from raftlab.trace import Act, Boot
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

RAISED_EXCEPTION = "raised"
"""Used instead of a property's name: the submission's code raised an exception."""

TimedActs = list[tuple[float, Act]]


@dataclass
class Shrinker:
    """Shrinks runs of one cluster that break one property, or raise. It does at most `act_budget` acts."""

    host: Host
    codec: Codec
    servers: tuple[str, ...]
    options: Options
    property: str
    act_budget: int = 20_000

    def shrink(self, acts: TimedActs) -> TimedActs:
        """Return a shorter list of acts that also breaks the property, each act as it really happened."""
        best = self._failing_acts(acts) or acts
        size = max(1, len(best) // 2)
        while size >= 1 and self.act_budget > 0:
            shorter = self._remove_chunks(best, size)
            if shorter is None:
                size //= 2
            else:
                best = shorter
                size = min(size, max(1, len(best) // 2))
        return best

    def _remove_chunks(self, acts: TimedActs, chunk_size: int) -> TimedActs | None:
        """Try to leave out each chunk of `chunk_size` acts, last first; return the shorter list, None if none works."""
        best: TimedActs | None = None
        at = len(acts) - chunk_size
        current = acts
        while at >= 0 and self.act_budget > 0:
            chunk = current[at : at + chunk_size]
            if not any(isinstance(act, Boot) for _, act in chunk):
                shorter = self._failing_acts(current[:at] + current[at + chunk_size :])
                if shorter is not None and len(shorter) < len(current):
                    current = best = shorter
                    at = min(at, len(current))
            at -= chunk_size
        return best

    def _failing_acts(self, acts: TimedActs) -> TimedActs | None:
        """Return the acts that happened up to the violation; None if the property holds."""
        self.act_budget -= len(acts)
        name = self.property
        run = run_acts(
            self.host, self.codec, self.servers, self.options, acts, lambda violation: violation.property == name
        )
        if name == RAISED_EXCEPTION:
            fails = isinstance(run.error, SubmissionRaisedError)
        else:
            fails = run.error is None and any(violation.property == name for violation in run.monitor.violations)
        return [(event.at_ms, event.act) for event in run.world.events] if fails else None
