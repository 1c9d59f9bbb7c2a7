"""Shrinks a failing run: leaves out the acts that the failure does not need. (greedy ddmin, Zeller and Hildebrandt)

Each try repeats the events that are left. A delivery means the message that the same act sends in the shorter run, even
if it says something else there: so a cluster still works when its earlier entries or elections are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from raftlab.errors import SubmissionRaisedError
from raftlab.server import Options
from raftlab.simulator.act_replay import Run, replay_events, run_acts
from raftlab.trace import Act, Boot, Deliver, Drop, Event, Violation
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host

RAISED_EXCEPTION = "raised"
"""Used instead of a property's name: the submission's code raised an exception."""
LONG_RUN = 1_000
"""Longer runs lose acts by kind first: an election goes with all that its leader did."""

TimedActs = list[tuple[float, Act]]
Events = list[Event]
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
        self.act_budget -= len(acts)
        first = run_acts(self.host, self.codec, self.servers, self.options, acts, self._is_it)
        if not self._fails(first):
            return acts
        best = first.world.events
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
        return [(event.at_ms, event.act) for event in best]

    def _remove_kinds(self, events: Events) -> Events:
        """Try to leave out the acts of each kind, the rarest kind first: all of them, then halves and quarters."""
        current = events
        for kind, count in reversed(Counter(type(event.act) for event in events).most_common()):
            for size in () if kind in (Boot, Deliver, Drop) else (count, count // 2, count // 4):
                current = self._remove_some(current, kind, size) if size else current
        return current

    def _remove_some(self, events: Events, kind: type[Act], size: int) -> Events:
        """Try to leave out `size` acts of one kind at a time, last first; return what is left."""
        current = events
        places = positions_of_kind(current, kind)
        end = len(places)
        while end > 0 and self.act_budget > 0:
            start = max(0, end - size)
            some = set(places[start:end])
            shorter = self._failing_events([event for place, event in enumerate(current) if place not in some])
            if shorter is not None:
                current, places = shorter, positions_of_kind(shorter, kind)
            end = min(start, len(places))
        return current

    def _remove_chunks(self, events: Events, chunk_size: int) -> Events | None:
        """Try to leave out each chunk of `chunk_size` acts, last first; return the shorter list, None if none works."""
        best: Events | None = None
        at = len(events) - chunk_size
        current = events
        while at >= 0 and self.act_budget > 0:
            if not any(isinstance(event.act, Boot) for event in current[at : at + chunk_size]):
                shorter = self._failing_events(current[:at] + current[at + chunk_size :])
                if shorter is not None:
                    current = best = shorter
                    at = min(at, len(current))
            at -= chunk_size
        return best

    def _failing_events(self, events: Events) -> Events | None:
        """Return the events of a run that repeats only these, up to the violation; None if the property holds."""
        if self.report is not None:
            self.report(self.act_budget, len(events))
        self.act_budget -= len(events)
        run = replay_events(self.host, self.codec, self.servers, self.options, events, self._is_it)
        return run.world.events if self._fails(run) else None

    def _is_it(self, violation: Violation) -> bool:
        return violation.property == self.property

    def _fails(self, run: Run) -> bool:
        if self.property == RAISED_EXCEPTION:
            return isinstance(run.error, SubmissionRaisedError)
        return run.error is None and any(map(self._is_it, run.monitor.violations))


def positions_of_kind(events: Events, kind: type[Act]) -> list[int]:
    """Return where the acts of a kind stand."""
    return [place for place, event in enumerate(events) if type(event.act) is kind]
