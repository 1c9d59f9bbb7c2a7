"""Making a failing run short: leave out what the failure does not need. (Zeller and Hildebrandt's ddmin, greedy)"""

from __future__ import annotations

from dataclasses import dataclass

from raftlab.errors import SubmissionRaisedError
from raftlab.server import Options
from raftlab.simulator.replay import run_acts
from raftlab.trace import Act, Boot
from raftlab.worker.host import Host
from raftlab.worker.wire import Codec

RAISED_EXCEPTION = "raised"
"""In place of a property: the submission's code raised an exception."""

TimedActs = list[tuple[float, Act]]


@dataclass
class Shrinker:
    """Shrinks runs of one cluster that break one property, or raise. `budget` acts are done at the most."""

    host: Host
    codec: Codec
    servers: tuple[str, ...]
    options: Options
    property: str
    act_budget: int = 20_000

    def shrink(self, acts: TimedActs) -> TimedActs:
        """Return a shorter list of acts that breaks the property too, in normal form: each act as it took place."""
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
        """Try to leave out each stretch of `size` acts, from the end; return the list after the first that works."""
        found: TimedActs | None = None
        at = len(acts) - chunk_size
        current = acts
        while at >= 0 and self.act_budget > 0:
            stretch = current[at : at + chunk_size]
            if not any(isinstance(act, Boot) for _, act in stretch):
                shorter = self._failing_acts(current[:at] + current[at + chunk_size :])
                if shorter is not None and len(shorter) < len(current):
                    current = found = shorter
                    at = min(at, len(current))
            at -= chunk_size
        return found

    def _failing_acts(self, acts: TimedActs) -> TimedActs | None:
        """Return the acts that took place up to the violation, None where the property holds."""
        self.act_budget -= len(acts)
        wanted = self.property
        run = run_acts(
            self.host, self.codec, self.servers, self.options, acts, lambda broken: broken.property == wanted
        )
        if wanted == RAISED_EXCEPTION:
            fails = isinstance(run.error, SubmissionRaisedError)
        else:
            fails = run.error is None and any(broken.property == wanted for broken in run.monitor.violations)
        return [(event.at_ms, event.act) for event in run.world.events] if fails else None
