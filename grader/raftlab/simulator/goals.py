"""What a healed cluster must come to in time, by how much of Raft its servers have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from raftlab.server import LEADER, Command
from raftlab.simulator.world import World

Applied = Mapping[str, set[tuple[str, int]]]
"""By server: the calls (client, sequence) whose commands reached its state machine since it started."""


@dataclass(frozen=True)
class Goal:
    """`lacking` returns the servers that are not there yet; `unmet` says of them what they had not done.

    calls_end: besides, every call that was taken must be answered.
    """

    unmet: str
    lacking: Callable[[World, Applied, Command], list[str]]
    calls_end: bool = False


def without_effect(world: World, applied: Applied, wanted: Command) -> list[str]:
    """Return the servers that have not applied `wanted`."""
    return [server for server in world.servers if (wanted.client, wanted.sequence) not in applied[server]]


def without_entry(world: World, applied: Applied, wanted: Command) -> list[str]:
    """Return the servers whose log lacks `wanted`, or is not the leader's."""
    leading = [seen for _, seen in sorted(world.up.items()) if seen.role == LEADER]
    if not leading or all(entry.command != wanted for entry in leading[0].log):
        return list(world.servers)
    return [server for server in world.servers if world.log_of(server) != leading[0].log]


def without_leader(world: World, applied: Applied, wanted: Command) -> list[str]:
    """Return the servers that are not in the term of the one server that leads."""
    leading = [seen for _, seen in sorted(world.up.items()) if seen.role == LEADER]
    if len(leading) != 1:
        return list(world.servers)
    return [server for server in world.servers if world.view(server).currentTerm != leading[0].currentTerm]


GOALS: Mapping[str, Goal] = {
    "applied": Goal("had not applied a new command", without_effect, calls_end=True),
    "stored": Goal("did not hold a new command in one log with the leader", without_entry),
    "led": Goal("did not follow the one leader", without_leader),
}
