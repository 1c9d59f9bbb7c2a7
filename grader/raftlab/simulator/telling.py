"""Telling a violation: the record with its sentence, and what the sentences are made of."""

from __future__ import annotations

from raftlab.server import Entry
from raftlab.simulator.world import Step, World
from raftlab.trace import Violation, label
from raftlab.worker.answers import Observed


def name(step: Step) -> str:
    """Return the server that the event touched."""
    return step.event.server or ""


def broken(
    prop: str,
    step: Step,
    seen: str,
    servers: tuple[str, ...] | None = None,
    index: int | None = None,
    terms: tuple[int, ...] = (),
    commands: tuple[str, ...] = (),
) -> Violation:
    """Return the violation of `prop` at `step`."""
    return Violation(prop, step.event.step, seen, servers or (name(step),), index, terms, commands)


def told(log: tuple[Entry, ...], index: int) -> str:
    """Return an entry in words: "x=1 of term 2"."""
    entry = log[index - 1]
    return f"{label(entry.command)} of term {entry.term}"


def first_difference(one: tuple[Entry, ...], other: tuple[Entry, ...]) -> int:
    """Return the first index at which two logs differ; past the shorter one where they do not."""
    for index, (a, b) in enumerate(zip(one, other, strict=False), start=1):
        if a != b:
            return index
    return min(len(one), len(other)) + 1


def majority(world: World) -> int:
    """Return how many servers make a majority."""
    return len(world.servers) // 2 + 1


def holders(world: World, of: Observed, index: int, leader: str) -> list[str]:
    """Return the servers whose durable log agrees with the log of `of` up to `index`."""
    wanted = of.log[:index]
    return [
        server
        for server in world.servers
        if (disk := world.disks.get(server)) is not None and disk.log[:index] == wanted
    ]
