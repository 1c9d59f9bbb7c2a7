"""Paths of a search done again by live servers: what the snapshots showed must be what is so."""

from __future__ import annotations

import msgspec

from raftlab.errors import NotDeterministic
from raftlab.explorer.counterexample import Open
from raftlab.explorer.local import Advance
from raftlab.explorer.moves import Moving
from raftlab.explorer.path import told, whole
from raftlab.explorer.search import Record, explain
from raftlab.simulator.asking import Asking, abreast, alone
from raftlab.simulator.world import Step, World
from raftlab.trace import Boot
from raftlab.worker.answers import Effect, Persisted
from raftlab.worker.host import Host

SAMPLES = 6


def check_live(record: Record, open_host: Open, samples: int = SAMPLES) -> int:
    """Do `samples` paths of the search again; return how many. NotDeterministic where live ones show another state."""
    count = len(record.order)
    positions = sorted({count - 1 - count * sample // samples for sample in range(samples)} - {0, -1})
    host = open_host()
    askings = [walk(record.moving, record.trail(each), host, run) for run, each in enumerate(positions)]
    if record.ahead is None:  # one question at a time: then it is known in which the submission fails
        for asking in askings:
            alone(host, asking)
        return len(positions)
    for found in abreast(host, askings, lambda result: result is not None):
        if found is not None:
            raise found
    return len(positions)


def walk(moving: Moving, states: tuple[int, ...], host: Host, run: int) -> Asking[None]:
    """Let live servers take the events of one path; NotDeterministic at the first that leads elsewhere."""
    cluster = moving.space.cluster
    world = World(host, cluster.codec, cluster.names, cluster.bounds.options, run=run)
    for name in cluster.names:
        yield from world.applying(Boot(name))
    locals_ = moving.space.locals(states[0])
    moves = explain(moving, states)
    copies = {number for move in moves for _, each in move if isinstance(number := whole(each), int)}
    for move in moves:
        for server, stimulus in move:
            again = whole(stimulus) in copies
            expected = cluster.step(locals_[server], stimulus)
            step = None
            for act in told(moving, locals_, ((server, stimulus), again)):
                step = yield from world.applying(act)
            compare(world, step, expected, cluster.names[server])


def compare(world: World, step: Step | None, expected: Advance, name: str) -> None:
    """Raise where the live server does or shows something else than the snapshot did."""
    if step is None or unplaced(step.effects) != unplaced(expected.effects):
        raise NotDeterministic(f"The same events made {name} do one thing in the search, and another by themselves.")
    if world.up.get(name) != expected.after.seen:
        raise NotDeterministic(f"The same events led {name} to one state in the search, and to another by themselves.")


def unplaced(effects: tuple[Effect, ...]) -> list[Effect]:
    """Return the effects without where their process keeps what became durable."""
    return [msgspec.structs.replace(each, image=0) if isinstance(each, Persisted) else each for each in effects]
