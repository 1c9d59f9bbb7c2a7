"""The faults of time in a random run: clocks that drift, clocks that are set, and servers that stand still."""

from __future__ import annotations

import random
from collections.abc import Iterator

from raftlab.server import LEADER
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.world import World
from raftlab.trace import Act, ClockJump, ClockRate, Pause


def draw_clock_rates(rng: random.Random, faults: Faults, world: World) -> Iterator[Act]:
    """Yield the rate of each clock: no clock runs more than `faults.drift` times as fast as another."""
    if faults.drift == 1:
        return
    widest = faults.drift**0.5
    for server in world.servers:
        rate = rng.choice((1 / widest, 1.0, widest, rng.uniform(1 / widest, widest)))
        yield ClockRate(server, round(rate, 6))


def draw_time_faults(rng: random.Random, faults: Faults, world: World) -> Iterator[Act]:
    """Yield the clocks that are set in one turn, and the server that begins to stand still. No chance, no draw."""
    if faults.clock_jump and rng.random() < faults.clock_jump:
        server = rng.choice(world.servers)
        error_ms = round(rng.uniform(*faults.clock_error_ms), 3)
        yield ClockJump(server, round(error_ms - world.clock_of(server).offset_ms, 3))
    if faults.pause and rng.random() < faults.pause:
        yield Pause(rng.choice(world.servers), is_inside=rng.random() < 0.5)
    leaders = [server for server, seen in sorted(world.running_servers.items()) if seen.role == LEADER]
    if faults.pause_leader and leaders and rng.random() < faults.pause_leader:
        yield Pause(rng.choice(leaders), is_inside=rng.random() < 0.5)
