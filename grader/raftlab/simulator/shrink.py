"""Making a failing run short: leave out what the failure does not need. (Zeller and Hildebrandt's ddmin, greedy)"""

from __future__ import annotations

from dataclasses import dataclass

from raftlab.errors import Raised
from raftlab.server import Options
from raftlab.simulator.replay import run_acts
from raftlab.trace import Act, Boot
from raftlab.worker.host import Host
from raftlab.worker.wire import Codec

RAISED = "raised"
"""In place of a property: the submission's code raised an exception."""

Acts = list[tuple[float, Act]]


@dataclass
class Shrinker:
    """Shrinks runs of one cluster that break one property, or raise. `budget` acts are done at the most."""

    host: Host
    codec: Codec
    servers: tuple[str, ...]
    options: Options
    property: str
    budget: int = 20_000

    def shrink(self, acts: Acts) -> Acts:
        """Return a shorter list of acts that breaks the property too, in normal form: each act as it took place."""
        best = self._fails(acts) or acts
        size = max(1, len(best) // 2)
        while size >= 1 and self.budget > 0:
            shorter = self._pass(best, size)
            if shorter is None:
                size //= 2
            else:
                best = shorter
                size = min(size, max(1, len(best) // 2))
        return best

    def _pass(self, acts: Acts, size: int) -> Acts | None:
        """Try to leave out each stretch of `size` acts, from the end; return the list after the first that works."""
        found: Acts | None = None
        at = len(acts) - size
        current = acts
        while at >= 0 and self.budget > 0:
            stretch = current[at : at + size]
            if not any(isinstance(act, Boot) for _, act in stretch):
                shorter = self._fails(current[:at] + current[at + size :])
                if shorter is not None and len(shorter) < len(current):
                    current = found = shorter
                    at = min(at, len(current))
            at -= size
        return found

    def _fails(self, acts: Acts) -> Acts | None:
        """Return the acts that took place up to the violation, None where the property holds."""
        self.budget -= len(acts)
        wanted = self.property
        run = run_acts(
            self.host, self.codec, self.servers, self.options, acts, lambda broken: broken.property == wanted
        )
        if wanted == RAISED:
            fails = isinstance(run.fault, Raised)
        else:
            fails = run.fault is None and any(broken.property == wanted for broken in run.monitor.violations)
        return [(event.at_ms, event.act) for event in run.world.events] if fails else None
