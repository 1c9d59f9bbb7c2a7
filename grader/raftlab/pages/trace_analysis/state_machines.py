"""The contents of the state machines after each event of a run.

A trace has only the digest of a machine, so the acts run again on the servers. A state that does not match the digest
in the trace is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from raftlab.errors import SubmissionError
from raftlab.pages.html.markup import visible_text
from raftlab.scenario.expectations import read_server_dict
from raftlab.simulator.world import World
from raftlab.trace import Event, Trace
from raftlab.worker.message_codec import Codec
from raftlab.worker.worker_hosts import Host

CONTENT_LIMIT = 60
"""The most characters of a machine, or of the sessions, that are shown."""


@dataclass(frozen=True, slots=True)
class MachineState:
    """The state machine of one server in words: its keys ("x=1 y=2"), and its client sessions ("c1: 2 ok")."""

    machine: str = ""
    sessions: str = ""

    def __str__(self) -> str:
        keys = self.machine or "nothing"
        return f"{keys}   sessions {self.sessions}" if self.sessions else keys


EMPTY_MACHINE = MachineState()
MachineHistory = tuple[Mapping[str, MachineState], ...]
"""For each event: server -> its machine after the event. Servers whose machine stays empty are left out."""


@dataclass(frozen=True, slots=True)
class PairedMachineHistories:
    """The machines of a run and of the reference's run beside it; () if they are unknown."""

    run: MachineHistory = ()
    reference: MachineHistory = ()

    def first_difference(self) -> int | None:
        """Return the first position at which two machines differ. Sessions do not count: right servers differ there."""
        for position, (run, reference) in enumerate(zip(self.run, self.reference, strict=False)):
            if any(run.get(name, EMPTY_MACHINE).machine != state.machine for name, state in reference.items()):
                return position
        return None


UNKNOWN_HISTORIES = PairedMachineHistories()


def has_machine_contents(trace: Trace) -> bool:
    """Return whether any machine of the run is ever non-empty."""
    return any(event.view is not None and event.view.digest for event in trace.events)


def replay_machines(host: Host, codec: Codec, trace: Trace, must_match: bool = True) -> MachineHistory:
    """Run the acts of `trace` again on `host` and return its machines after each event; () if they stay empty.

    With `must_match` it stops before the first event whose digest differs from the trace's. Without, an act that the
    servers cannot do changes nothing.
    """
    if not has_machine_contents(trace):
        return ()
    world = World(host, codec, trace.servers, trace.options)
    current: Mapping[str, MachineState] = {}
    history = []
    for event in trace.events:
        world.now_ms = max(world.now_ms, event.at_ms)
        try:
            step = world.apply(event.act)
            if must_match and (step is None or digests_differ(event, step.event)):
                break
            if event.server and step is not None:
                current = {**current, event.server: machine_state_of(world, event.server)}
        except SubmissionError:
            break
        history.append(current)
    return tuple(history)


def digests_differ(first: Event, second: Event) -> bool:
    """Return whether two events show machines with different digests."""
    return first.view is not None and second.view is not None and first.view.digest != second.view.digest


def machine_state_of(world: World, server: str) -> MachineState:
    """Return the machine of a server; an empty one if it is down."""
    keys = "  ".join(
        f"{key}={value_parts_text(value)}" for key, value in sorted(read_dict_items(world, server, "machine"))
    )
    sessions = "  ".join(
        f"{key}: {value_parts_text(value)}" for key, value in sorted(read_dict_items(world, server, "sessions"))
    )
    return MachineState(truncated_line(keys), truncated_line(sessions))


def truncated_line(text: str) -> str:
    """Return a text on one line, cut to CONTENT_LIMIT characters."""
    return visible_text(text, CONTENT_LIMIT).replace("\n", " ")


def read_dict_items(world: World, server: str, attribute: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Return the items of a dict attribute of a server, with the keys as text."""
    return [(str(key), value) for key, value in read_server_dict(world, server, attribute).items()]


def value_parts_text(value: tuple[Any, ...]) -> str:
    """Return the parts of a value in words, – for None."""
    return " ".join("–" if part is None else str(part) for part in value)


def machines_after_event(machine_history: MachineHistory, position: int) -> Mapping[str, MachineState]:
    """Return the machines after the event at `position`; {} if they are unknown."""
    return machine_history[position] if position < len(machine_history) else {}
