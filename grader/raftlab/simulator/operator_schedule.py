"""Draws the requests of an operator to random servers in a random run, and the disks that hang."""

from __future__ import annotations

import random
from collections.abc import Iterator

from raftlab.server import LEADER, Change, Configuration
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.world import World
from raftlab.trace import Act, Compact, Reconfigure, StallDisk, Transfer

JOINT_SIZES = (1, 3)
"""The least and the most servers that a joint change names."""


def draw_operator_requests(rng: random.Random, faults: Faults, world: World) -> Iterator[Act]:
    """Yield the requests of one turn. Without a chance of any, nothing is drawn."""
    if faults.reconfigure and rng.random() < faults.reconfigure and (leaders := leading_servers(world)):
        yield draw_configuration_change(rng, rng.choice(leaders), world)
    if faults.transfer and rng.random() < faults.transfer and (leaders := leading_servers(world)):
        yield Transfer(rng.choice(leaders), rng.choice(world.servers))
    if faults.stall and rng.random() < faults.stall:
        yield StallDisk(rng.choice(world.servers))
    if faults.compact and rng.random() < faults.compact:
        able = [s for s, seen in sorted(world.running_servers.items()) if seen.lastApplied > seen.log_start[0]]
        if able:
            server = rng.choice(able)
            seen = world.running_servers[server]
            index = rng.randint(seen.log_start[0] + 1, seen.lastApplied)
            yield Compact(server, index, disk_fails=draw_snapshot_failure(rng, faults))


def leading_servers(world: World) -> list[str]:
    """Return the servers that are leaders by their own state, in order of their names."""
    return [server for server, seen in sorted(world.running_servers.items()) if seen.role == LEADER]


def draw_snapshot_failure(rng: random.Random, faults: Faults) -> bool:
    """Return whether a snapshot cannot be saved in the next event."""
    return faults.disk_fails > 0 and rng.random() < faults.disk_fails


def draw_configuration_change(rng: random.Random, leader: str, world: World) -> Reconfigure:
    """Return a change that `leader` is asked for: of one server, or of several by way of a joint configuration."""
    configuration = world.governing(world.running_servers[leader].log)
    joint = rng.random() < 0.4
    servers = rng.sample(world.servers, rng.randint(*JOINT_SIZES)) if joint else [rng.choice(world.servers)]
    return Reconfigure(leader, tuple(draw_server_change(rng, server, configuration) for server in servers), joint)


def draw_server_change(rng: random.Random, server: str, configuration: Configuration) -> Change:
    """Return the change for one server: a voter leaves or learns, any other becomes a voter or learns."""
    learns = rng.random() < 0.3
    if server in configuration.voters:
        return Change("learner" if learns else "remove", server)
    return Change("learner" if learns and server not in configuration.learners else "voter", server)
