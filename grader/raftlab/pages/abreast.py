"""Another server's run of the same schedule, aligned act for act: what stands beside a run in the player."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from raftlab.errors import SubmissionFault
from raftlab.pages.holdings import UNKNOWN, Machines
from raftlab.pages.moments import essence
from raftlab.simulator.world import World
from raftlab.trace import Event, Trace
from raftlab.worker.codec import Codec
from raftlab.worker.host import Host


def abreast(host: Host, codec: Codec, trace: Trace) -> tuple[Event | None, ...]:
    """Return the event of each act of `trace` on the servers of `host`; None where the act cannot be done on them.

    A fault of those servers ends their run: None from there on.
    """
    events: list[Event | None] = []
    follow(World(host, codec, trace.servers, trace.options), trace.events, events)
    return tuple(events)


def follow(world: World, events: Sequence[Event], told: list[Event | None]) -> None:
    """Do the acts of `events` that `told` does not tell yet, and tell them."""
    for event in events[len(told) :]:
        world.now = max(world.now, event.at_ms)
        try:
            step = world.apply(event.act)
        except SubmissionFault:
            break
        told.append(step.event if step else None)
    told += [None] * (len(events) - len(told))


def first_difference(mine: Sequence[Event], theirs: Sequence[Event | None], machines: Machines = UNKNOWN) -> int | None:
    """Return the first position at which two runs of the same acts show something else, None where they agree."""
    found = [first_other_view(mine, theirs), machines.first_difference()]
    return min((position for position in found if position is not None), default=None)


def first_other_view(mine: Sequence[Event], theirs: Sequence[Event | None]) -> int | None:
    """Return the first position at which the servers show other variables of Figure 2."""
    for position, (a, b) in enumerate(zip(mine, theirs, strict=False)):
        if b is None:
            return position
        if a.view is not None and b.view is not None and essence(a.view) != essence(b.view):
            return position
    return None


@dataclass
class Companion:
    """Another cluster that does what a live one does: act for act, and from the start again after a rewind."""

    open_host: Callable[[], Host]
    codec: Codec
    _host: Host | None = None
    _world: World | None = None
    _done: tuple[Event, ...] = ()
    _told: list[Event | None] = field(default_factory=list)

    def beside(self, trace: Trace) -> tuple[Event | None, ...]:
        """Return its events for the acts of `trace`."""
        if self._world is None or trace.events[: len(self._done)] != self._done:
            self.close()
            self._host = self.open_host()
            self._world = World(self._host, self.codec, trace.servers, trace.options)
        follow(self._world, trace.events, self._told)
        self._done = trace.events
        return tuple(self._told)

    def close(self) -> None:
        """End the cluster."""
        if self._host is not None:
            self._host.close()
        self._host = self._world = None
        self._done, self._told = (), []
