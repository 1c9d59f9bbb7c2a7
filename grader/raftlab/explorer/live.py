"""Paths of a search done again by live servers: what the snapshots showed must be what is so."""

from __future__ import annotations

from raftlab.errors import NotDeterministic, SubmissionFault
from raftlab.explorer.counterexample import Open
from raftlab.explorer.local import Local
from raftlab.explorer.moves import Moving
from raftlab.explorer.path import told, whole
from raftlab.explorer.search import Record, explain
from raftlab.simulator.world import World
from raftlab.trace import Boot

SAMPLES = 6


def check_live(record: Record, open_host: Open, samples: int = SAMPLES) -> int:
    """Do `samples` paths of the search again; return how many. NotDeterministic where live ones show another state."""
    count = len(record.order)
    positions = sorted({count - 1 - count * sample // samples for sample in range(samples)} - {0, -1})
    for position in positions:
        walk(record.moving, record.trail(position), open_host)
    return len(positions)


def walk(moving: Moving, states: tuple[int, ...], open_host: Open) -> None:
    """Let live servers take the events of one path; NotDeterministic at the first that leads elsewhere."""
    cluster = moving.space.cluster
    world = World(open_host(), cluster.codec, cluster.names, cluster.bounds.options)
    for name in cluster.names:
        world.apply(Boot(name))
    locals_ = moving.space.locals(states[0])
    copies = {number for move in explain(moving, states) for _, each in move if isinstance(number := whole(each), int)}
    for move in explain(moving, states):
        for server, stimulus in move:
            again = whole(stimulus) in copies
            try:
                for act in told(moving, locals_, ((server, stimulus), again)):
                    world.apply(act)
            except SubmissionFault:
                raise
            compare(world, locals_[server], cluster.names[server])


def compare(world: World, expected: Local, name: str) -> None:
    """Raise where the live server shows something else than the snapshot did."""
    if world.up.get(name) != expected.seen:
        raise NotDeterministic(f"The same events led {name} to one state in the search, and to another by themselves.")
