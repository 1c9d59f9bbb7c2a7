"""What a healed cluster must come to in time, by how much of Raft its servers have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from raftlab.server import LEADER, Command
from raftlab.simulator.world import World

AppliedCalls = Mapping[str, set[tuple[str, int]]]
"""By server: the calls (client, sequence) whose commands reached its state machine since it started."""


@dataclass(frozen=True)
class ProgressGoal:
    """`lacking` returns the servers that are not there yet; `unmet` says of them what they had not done.

    calls_must_end: besides, every call that was taken must be answered.
    """

    failure_text: str
    unfinished_servers: Callable[[World, AppliedCalls, Command], list[str]]
    calls_must_end: bool = False


def servers_without_effect(world: World, applied_calls: AppliedCalls, command: Command) -> list[str]:
    """Return the servers that have not applied `wanted`."""
    return [server for server in world.servers if (command.client, command.sequence) not in applied_calls[server]]


def servers_without_entry(world: World, applied_calls: AppliedCalls, command: Command) -> list[str]:
    """Return the servers whose log lacks `wanted`, or is not the leader's."""
    leading = [seen for _, seen in sorted(world.running_servers.items()) if seen.role == LEADER]
    if not leading or all(entry.command != command for entry in leading[0].log):
        return list(world.servers)
    return [server for server in world.servers if world.log_of(server) != leading[0].log]


def servers_without_leader(world: World, applied_calls: AppliedCalls, command: Command) -> list[str]:
    """Return the servers that are not in the term of the one server that leads."""
    leading = [seen for _, seen in sorted(world.running_servers.items()) if seen.role == LEADER]
    if len(leading) != 1:
        return list(world.servers)
    return [server for server in world.servers if world.view(server).currentTerm != leading[0].currentTerm]


PROGRESS_GOALS: Mapping[str, ProgressGoal] = {
    "applied": ProgressGoal("had not applied a new command", servers_without_effect, calls_must_end=True),
    "stored": ProgressGoal("did not hold a new command in one log with the leader", servers_without_entry),
    "led": ProgressGoal("did not follow the one leader", servers_without_leader),
}
