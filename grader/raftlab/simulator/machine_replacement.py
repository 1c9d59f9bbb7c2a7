"""Replaces machines in a random run: a removed server loses its disk, and starts again with nothing.

Later it may be added again, as a learner first. (dissertation §4.2.1)
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.world import World
from raftlab.trace import Act, Boot, Drop, Wipe


def draw_replacement(rng: random.Random, faults: Faults, world: World) -> Iterator[Act]:
    """Yield the acts that replace the machine of a server that the cluster has forgotten, if the chance says so.

    What is in flight from and to the old machine is lost with it.
    """
    if not faults.replace or rng.random() >= faults.replace:
        return
    forgotten = [server for server in world.servers if world.has_forgotten(server) and world.disks[server].log]
    if not forgotten:
        return
    server = rng.choice(forgotten)
    for sent in [each for each in world.in_flight if server in (each.source, each.to)]:
        yield Drop(sent.source, sent.to, sent.message, sent.id)
    yield Wipe(server, removed=True)
    yield Boot(server)
