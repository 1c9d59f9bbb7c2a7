"""The goals that a healed cluster must reach in time, depending on how much of Raft its servers implement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from raftlab.server import LEADER, Command
from raftlab.simulator.step_record import Step
from raftlab.simulator.world import World
from raftlab.trace import Violation

PROGRESS_DEADLINE_MS = 6000.0
"""The virtual time in which a healed cluster must reach its goal: twenty election timeouts."""

AppliedCalls = Mapping[str, set[tuple[str, int]]]
"""Server -> the calls (client, sequence) whose commands it has applied since it started."""


@dataclass(frozen=True)
class ProgressGoal:
    """A goal: `unfinished_servers` returns the servers that miss it; `failure_text` says what they have not done.

    calls_must_end: every call that reached a server must also be answered.
    """

    failure_text: str
    unfinished_servers: Callable[[World, AppliedCalls, Command], list[str]]
    calls_must_end: bool = False


def applied_calls(step: Step) -> set[tuple[str, int]]:
    """Return the calls (client, sequence) that the server of the event has applied, also those in a snapshot."""
    seen = step.after
    applied = seen.log[: seen.lastApplied] if seen is not None else ()
    return {(entry.command.client, entry.command.sequence) for entry in applied if entry.command is not None}


def newest_leader_members(world: World) -> tuple[str, ...]:
    """Return the servers that must reach a goal: the members of the newest leader's configuration."""
    if not world.has_configurations:
        return world.servers
    leaders = [seen for _, seen in sorted(world.running_servers.items()) if seen.role == LEADER]
    if not leaders:
        return world.initial_voters
    return world.governing(max(leaders, key=lambda seen: seen.currentTerm).log).members


def unapplied_servers(world: World, applied_calls: AppliedCalls, command: Command) -> list[str]:
    """Return the servers that have not applied `command`."""
    return [
        server
        for server in newest_leader_members(world)
        if (command.client, command.sequence) not in applied_calls[server]
    ]


def servers_without_entry(world: World, applied_calls: AppliedCalls, command: Command) -> list[str]:
    """Return the servers whose log lacks `command` or differs from the leader's."""
    leaders = [seen for _, seen in sorted(world.running_servers.items()) if seen.role == LEADER]
    if not leaders or all(entry.command != command for entry in leaders[0].log):
        return list(newest_leader_members(world))
    return [server for server in newest_leader_members(world) if world.log_of(server) != leaders[0].log]


def servers_without_leader(world: World, applied_calls: AppliedCalls, command: Command) -> list[str]:
    """Return the servers that are not in the only leader's term; all servers if there is not exactly one leader."""
    leaders = [seen for _, seen in sorted(world.running_servers.items()) if seen.role == LEADER]
    if len(leaders) != 1:
        return list(newest_leader_members(world))
    return [
        server for server in newest_leader_members(world) if world.view(server).currentTerm != leaders[0].currentTerm
    ]


PROGRESS_GOALS: Mapping[str, ProgressGoal] = {
    "applied": ProgressGoal("had not applied a new command", unapplied_servers, calls_must_end=True),
    "stored": ProgressGoal("did not have the leader's log with a new command", servers_without_entry),
    "led": ProgressGoal("did not follow one leader", servers_without_leader),
}


def progress_violation(
    world: World, goal: ProgressGoal, unfinished: list[str], unanswered: list[tuple[str, str, int]]
) -> Violation:
    """Return the violation of a healed cluster that missed its goal, or left calls (server, client, sequence) open."""
    healed = f"{PROGRESS_DEADLINE_MS / 1000:.0f} s after all links and servers were healthy again,"
    if not unfinished:
        server, client, sequence = unanswered[0]
        seen = f"{healed} {server} had not answered call {sequence} of {client}, although newer commands were applied."
        return Violation("CallsEnd", len(world.events), seen, (server,))
    leaders = [
        f"{server} (term {view.currentTerm})"
        for server, view in sorted(world.running_servers.items())
        if view.role == LEADER
    ]
    leader_text = f"leader: {', '.join(leaders)}" if leaders else "no server led"
    seen = f"{healed} {', '.join(unfinished)} {goal.failure_text}; {leader_text}."
    return Violation("Progress", len(world.events), seen, tuple(unfinished))
