"""Makes the record of a violation with its sentence; and helpers for these sentences."""

from __future__ import annotations

from raftlab.server import Entry
from raftlab.simulator.world import Step, World
from raftlab.trace import Violation, entry_label
from raftlab.worker.responses import ObservedState


def event_server(step: Step) -> str:
    """Return the server that the event acted on."""
    return step.event.server or ""


def make_violation(
    property_name: str,
    step: Step,
    text: str,
    servers: tuple[str, ...] | None = None,
    index: int | None = None,
    terms: tuple[int, ...] = (),
    commands: tuple[str, ...] = (),
) -> Violation:
    """Return the violation of a property at `step`; `servers` is by default the server of the event."""
    return Violation(property_name, step.event.step, text, servers or (event_server(step),), index, terms, commands)


def entry_text(log: tuple[Entry, ...], index: int) -> str:
    """Return an entry as text: "x=1 of term 2"."""
    entry = log[index - 1]
    return f"{entry_label(entry)} of term {entry.term}"


def first_log_difference(log: tuple[Entry, ...], other_log: tuple[Entry, ...]) -> int:
    """Return the first index at which two logs differ; the index after the shorter log if one is a prefix."""
    for index, (a, b) in enumerate(zip(log, other_log, strict=False), start=1):
        if a != b:
            return index
    return min(len(log), len(other_log)) + 1


def servers_storing(world: World, server_state: ObservedState, index: int, leader: str) -> list[str]:
    """Return the servers whose durable log agrees with the log of `server_state` up to `index`."""
    prefix = server_state.log[:index]
    return [
        server
        for server in world.servers
        if (disk := world.disks.get(server)) is not None and disk.log[:index] == prefix
    ]
