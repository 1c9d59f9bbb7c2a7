"""What the state machines hold after each event of a run. A trace tells a machine by its digest alone, so the acts are
done again and each server is asked; what does not agree with the trace's digests is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from raftlab.errors import SubmissionFault
from raftlab.pages.markup import shown
from raftlab.scenario.claims import asked
from raftlab.simulator.world import World
from raftlab.trace import Event, Trace
from raftlab.worker.codec import Codec
from raftlab.worker.host import Host

LIMIT = 60
"""Characters of a machine, or of the sessions, that are shown."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one server holds, in words: its keys ("x=1 y=2"), and its sessions as its layer keeps them ("c1: 2 ok")."""

    machine: str = ""
    sessions: str = ""

    def __str__(self) -> str:
        keys = self.machine or "nothing"
        return f"{keys}   sessions {self.sessions}" if self.sessions else keys


NOTHING = Held()
Holdings = tuple[Mapping[str, Held], ...]
"""After each event of a run, what each server holds that ever held something."""


@dataclass(frozen=True, slots=True)
class Machines:
    """What is known of the machines of a run, and of the run beside it; () where nothing is."""

    mine: Holdings = ()
    theirs: Holdings = ()

    def first_difference(self) -> int | None:
        """Return the first position at which a machine holds something else; sessions differ among right servers."""
        for position, (mine, theirs) in enumerate(zip(self.mine, self.theirs, strict=False)):
            if any(mine.get(each, NOTHING).machine != held.machine for each, held in theirs.items()):
                return position
        return None


UNKNOWN = Machines()


def has_machines(trace: Trace) -> bool:
    """Tell whether some machine of the run ever holds anything."""
    return any(event.view is not None and event.view.digest for event in trace.events)


def holdings(host: Host, codec: Codec, trace: Trace, same: bool = True) -> Holdings:
    """Return what the machines hold in the run of `trace`, done again on `host`; () where they never hold anything.

    If the servers are to be the `same` as the trace's, it ends before the first event that comes out otherwise, by the
    digests. Of others, acts that cannot be done change nothing.
    """
    if not has_machines(trace):
        return ()
    world = World(host, codec, trace.servers, trace.options)
    now: Mapping[str, Held] = {}
    told = []
    for event in trace.events:
        world.now = max(world.now, event.at_ms)
        try:
            step = world.apply(event.act)
            if same and (step is None or differs(event, step.event)):
                break
            if event.server and step is not None:
                now = {**now, event.server: held_by(world, event.server)}
        except SubmissionFault:
            break
        told.append(now)
    return tuple(told)


def differs(one: Event, other: Event) -> bool:
    """Tell whether two events show machines in different states."""
    return one.view is not None and other.view is not None and one.view.digest != other.view.digest


def held_by(world: World, server: str) -> Held:
    """Return what a server holds; nothing where it is down."""
    keys = "  ".join(f"{key}={words(value)}" for key, value in sorted(pairs(world, server, "machine")))
    sessions = "  ".join(f"{key}: {words(value)}" for key, value in sorted(pairs(world, server, "sessions")))
    return Held(in_line(keys), in_line(sessions))


def in_line(text: str) -> str:
    """Return a text on one line, as much of it as is shown."""
    return shown(text, LIMIT).replace("\n", " ")


def pairs(world: World, server: str, attribute: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Return a dict of the server's, its keys as texts."""
    return [(str(key), value) for key, value in asked(world, server, attribute).items()]


def words(value: tuple[Any, ...]) -> str:
    """Return a value of a dict: its parts, – for None."""
    return " ".join("–" if part is None else str(part) for part in value)


def held_at(holdings: Holdings, position: int) -> Mapping[str, Held]:
    """Return what the servers hold after the event at `position`; {} where it is not known."""
    return holdings[position] if position < len(holdings) else {}
