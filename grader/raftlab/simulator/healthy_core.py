"""The healthy core of a random run: which servers it needs while the configuration changes, and who must converge.

A server uses the last configuration in its log, committed or not, so several can be in force at once. The core has a
majority of each of them: whoever of the core has the best log can win.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from raftlab.server import LEADER, Configuration
from raftlab.simulator.governing_configuration import has_majority
from raftlab.simulator.world import World


@dataclass(frozen=True)
class Core:
    """The servers of the core. must_converge is False if a server of it may disturb it for ever, by design."""

    servers: tuple[str, ...] = ()
    must_converge: bool = True


def draw_core(rng: random.Random, world: World) -> Core:
    """Draw a core, of any size from a majority on.

    Without Pre-Vote a server that was removed and does not know it deposes each leader (dissertation §4.2.3). Such a
    server is left out, if the core can be without it.
    """
    smallest = len(world.servers) // 2 + 1
    size = rng.randint(smallest, len(world.servers))
    configurations = configurations_in_force(world)
    if len(configurations) == 1 and set(configurations[0].voters) == set(world.servers):
        return Core(tuple(sorted(rng.sample(world.servers, size))))
    strangers = {s for s in world.servers if any(s not in each.members for each in configurations)}
    disturbing = set() if world.options.preVote else strangers
    order = sorted(rng.sample(world.servers, len(world.servers)), key=lambda server: server not in disturbing)
    core = set(world.servers)
    for server in order:
        is_too_many = len(core) > size or server in disturbing
        if is_too_many and all(has_majority(each, core - {server}) for each in configurations):
            core.remove(server)
    return Core(tuple(sorted(core)), must_converge=not core & disturbing)


def configurations_in_force(world: World) -> list[Configuration]:
    """Return the configurations that the servers' logs end with, in memory or on disk; of empty ones the initial."""
    logs = [disk.log for _, disk in sorted(world.disks.items())]
    logs += [seen.log for _, seen in sorted(world.running_servers.items())]
    return list(dict.fromkeys(world.governing(log) for log in logs if log)) or [world.governing(())]


def converging_members(world: World, core: tuple[str, ...]) -> tuple[str, ...]:
    """Return the servers of the core that must converge: the members of its newest leader's configuration."""
    seen = [world.running_servers[server] for server in core if server in world.running_servers]
    leaders = [each for each in seen if each.role == LEADER]
    if not leaders:
        return core
    members = world.governing(max(leaders, key=lambda each: each.currentTerm).log).members
    return tuple(server for server in core if server in members)
