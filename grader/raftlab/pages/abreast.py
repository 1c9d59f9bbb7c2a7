"""Another server's run of the same schedule, aligned act for act: what stands beside a run in the player."""

from __future__ import annotations

from raftlab.errors import SubmissionFault
from raftlab.simulator.replay import acts_of
from raftlab.simulator.world import World
from raftlab.trace import Event, Trace
from raftlab.worker.codec import Codec
from raftlab.worker.host import Host


def abreast(host: Host, codec: Codec, trace: Trace) -> tuple[Event | None, ...]:
    """Return the event of each act of `trace` on the servers of `host`; None where the act cannot be done on them.

    A fault of those servers ends their run: None from there on.
    """
    world = World(host, codec, trace.servers, trace.options)
    events: list[Event | None] = []
    for at_ms, act in acts_of(trace):
        world.now = max(world.now, at_ms)
        try:
            step = world.apply(act)
        except SubmissionFault:
            break
        events.append(step.event if step else None)
    return (*events, *[None] * (len(trace.events) - len(events)))
