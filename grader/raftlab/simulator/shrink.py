"""Shrinking a failing run: leave out the acts that the failure does not need. (greedy ddmin, Zeller and Hildebrandt)

A chunk of acts is left out as the network would: the messages that it delivers are lost. Without that they would stay
in flight, and each later delivery of their link would take the oldest of them in the place of its own message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from raftlab.errors import SubmissionRaisedError
from raftlab.server import Options
from raftlab.simulator.act_replay import run_acts
from raftlab.trace import Act, Boot, Deliver, Drop
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

RAISED_EXCEPTION = "raised"
"""Used instead of a property's name: the submission's code raised an exception."""
LONG_RUN = 1_000
"""Longer runs lose acts by kind first: chunks alone would spend the budget."""

TimedActs = list[tuple[float, Act]]
ReportLength = Callable[[int, int], None]
"""It gets how many acts of the budget are left, and how long the shortest run is."""


@dataclass
class Shrinker:
    """Shrinks runs of one cluster that break one property, or raise. It does at most `act_budget` acts.

    `report` is called before each try.
    """

    host: Host
    codec: Codec
    servers: tuple[str, ...]
    options: Options
    property: str
    act_budget: int = 20_000
    report: ReportLength | None = None

    def shrink(self, acts: TimedActs) -> TimedActs:
        """Return a shorter list of acts that also breaks the property, each act as it really happened."""
        best = self._failing_acts(acts) or acts
        if len(best) > LONG_RUN:
            best = self._remove_kinds(best)
        size = max(1, len(best) // 2)
        while size >= 1 and self.act_budget > 0:
            shorter = self._remove_chunks(best, size)
            if shorter is None:
                size //= 2
            else:
                best = shorter
                size = min(size, max(1, len(best) // 2))
        return best

    def _remove_kinds(self, acts: TimedActs) -> TimedActs:
        """Try to leave out the acts of each kind, the rarest kind first: all of them, then halves and quarters.

        A run of thousands of acts holds many elections. Without those that the failure does not need, whole reigns go.
        """
        current = acts
        for kind, count in reversed(Counter(type(act) for _, act in acts).most_common()):
            for size in () if kind in (Boot, Deliver, Drop) else (count, count // 2, count // 4):
                current = self._remove_some(current, kind, size) if size else current
        return current

    def _remove_some(self, acts: TimedActs, kind: type[Act], size: int) -> TimedActs:
        """Try to leave out `size` acts of one kind at a time, last first; return what is left."""
        current = acts
        end = sum(isinstance(act, kind) for _, act in acts)
        while end > 0 and self.act_budget > 0:
            places = [place for place, (_, act) in enumerate(current) if isinstance(act, kind)]
            some = set(places[max(0, end - size) : end])
            end = max(0, end - size)
            shorter = self._failing_acts([each for place, each in enumerate(current) if place not in some])
            if some and shorter is not None and length(shorter) < length(current):
                current = shorter
                end = min(end, sum(isinstance(act, kind) for _, act in current))
        return current

    def _remove_chunks(self, acts: TimedActs, chunk_size: int) -> TimedActs | None:
        """Try to leave out each chunk of `chunk_size` acts, last first; return the shorter list, None if none works."""
        best: TimedActs | None = None
        at = len(acts) - chunk_size
        current = acts
        while at >= 0 and self.act_budget > 0:
            if self.report is not None:
                self.report(self.act_budget, len(current))
            chunk = current[at : at + chunk_size]
            if not any(isinstance(act, Boot) for _, act in chunk):
                for losses in ways_to_leave_out(chunk):
                    shorter = self._failing_acts(current[:at] + losses + current[at + chunk_size :])
                    if shorter is not None and length(shorter) < length(current):
                        current = best = shorter
                        at = min(at, len(current))
                        break
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


def ways_to_leave_out(chunk: TimedActs) -> tuple[TimedActs, ...]:
    """Return what can take the place of a chunk: the loss of the messages that it delivers, or nothing."""
    if not any(isinstance(act, Deliver) for _, act in chunk):
        return ([],)
    losses: TimedActs = [
        (at_ms, Drop(act.source, act.to, act.message, act.id))
        for at_ms, act in chunk
        if isinstance(act, Deliver | Drop)
    ]
    return (losses, []) if len(chunk) == 1 else (losses,)


def length(acts: TimedActs) -> tuple[int, int]:
    """Return how many acts are no loss of a message, and how many there are: a loss does less than any other act."""
    return sum(not isinstance(act, Drop) for _, act in acts), len(acts)
