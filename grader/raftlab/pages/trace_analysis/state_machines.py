"""What the state machines hold after each event of a run. A trace tells a machine by its digest alone, so the acts are
done again and each server is asked; what does not agree with the trace's digests is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from raftlab.errors import SubmissionError
from raftlab.pages.html.markup import visible_text
from raftlab.scenario.expectations import read_dict
from raftlab.simulator.world import World
from raftlab.trace import Event, Trace
from raftlab.worker.host import Host
from raftlab.worker.message_codec import Codec

CONTENT_LIMIT = 60
"""Characters of a machine, or of the sessions, that are shown."""


@dataclass(frozen=True, slots=True)
class MachineState:
    """What one server holds, in words: its keys ("x=1 y=2"), and its sessions as its layer keeps them ("c1: 2 ok")."""

    machine: str = ""
    sessions: str = ""

    def __str__(self) -> str:
        keys = self.machine or "nothing"
        return f"{keys}   sessions {self.sessions}" if self.sessions else keys


EMPTY_MACHINE = MachineState()
MachineHistory = tuple[Mapping[str, MachineState], ...]
"""After each event of a run, what each server holds that ever held something."""


@dataclass(frozen=True, slots=True)
class MachineHistories:
    """What is known of the machines of a run, and of the run beside it; () where nothing is."""

    run: MachineHistory = ()
    reference: MachineHistory = ()

    def first_difference(self) -> int | None:
        """Return the first position at which a machine holds something else; sessions differ among right servers."""
        for position, (mine, theirs) in enumerate(zip(self.run, self.reference, strict=False)):
            if any(mine.get(each, EMPTY_MACHINE).machine != held.machine for each, held in theirs.items()):
                return position
        return None


UNKNOWN_HISTORIES = MachineHistories()


def has_machines(trace: Trace) -> bool:
    """Tell whether some machine of the run ever holds anything."""
    return any(event.view is not None and event.view.digest for event in trace.events)


def replay_machines(host: Host, codec: Codec, trace: Trace, must_match: bool = True) -> MachineHistory:
    """Return what the machines hold in the run of `trace`, done again on `host`; () where they never hold anything.

    If the servers are to be the `same` as the trace's, it ends before the first event that comes out otherwise, by the
    digests. Of others, acts that cannot be done change nothing.
    """
    if not has_machines(trace):
        return ()
    world = World(host, codec, trace.servers, trace.options)
    now: Mapping[str, MachineState] = {}
    told = []
    for event in trace.events:
        world.now_ms = max(world.now_ms, event.at_ms)
        try:
            step = world.apply(event.act)
            if must_match and (step is None or digests_differ(event, step.event)):
                break
            if event.server and step is not None:
                now = {**now, event.server: machine_state_of(world, event.server)}
        except SubmissionError:
            break
        told.append(now)
    return tuple(told)


def digests_differ(first: Event, second: Event) -> bool:
    """Tell whether two events show machines in different states."""
    return first.view is not None and second.view is not None and first.view.digest != second.view.digest


def machine_state_of(world: World, server: str) -> MachineState:
    """Return what a server holds; nothing where it is down."""
    keys = "  ".join(f"{key}={value_text(value)}" for key, value in sorted(read_pairs(world, server, "machine")))
    sessions = "  ".join(f"{key}: {value_text(value)}" for key, value in sorted(read_pairs(world, server, "sessions")))
    return MachineState(one_line_text(keys), one_line_text(sessions))


def one_line_text(text: str) -> str:
    """Return a text on one line, as much of it as is shown."""
    return visible_text(text, CONTENT_LIMIT).replace("\n", " ")


def read_pairs(world: World, server: str, attribute: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Return a dict of the server's, its keys as texts."""
    return [(str(key), value) for key, value in read_dict(world, server, attribute).items()]


def value_text(value: tuple[Any, ...]) -> str:
    """Return a value of a dict: its parts, – for None."""
    return " ".join("–" if part is None else str(part) for part in value)


def machines_at(machine_history: MachineHistory, position: int) -> Mapping[str, MachineState]:
    """Return what the servers hold after the event at `position`; {} where it is not known."""
    return machine_history[position] if position < len(machine_history) else {}
