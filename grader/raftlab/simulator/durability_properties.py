"""The safety properties of one event that compare it with what is durable, on one disk or on a majority's. (Raft §5)

They have the form of the properties in raftlab.simulator.event_properties.
"""

from __future__ import annotations

from raftlab.server import LEADER, AppendEntriesReply, RequestVoteReply
from raftlab.simulator.event_properties import Memory
from raftlab.simulator.governing_configuration import has_majority, voter_count_text
from raftlab.simulator.make_violation import event_server, first_log_difference, make_violation, servers_storing
from raftlab.simulator.world import Step, World
from raftlab.trace import CompleteWrite, Restart, Violation
from raftlab.worker.responses import PersistEffect, SendEffect


def MatchIsStored(step: Step, world: World, memory: Memory) -> Violation | None:
    """While f is in no newer term, f stores the leader's entries up to matchIndex[f]. (Raft Figure 2)

    The leader itself is no follower: what it notes under its own name can be on its way to the disk.
    """
    after = step.after
    if after is None or not after.matchIndex or after.role != LEADER:
        return None
    for follower, match in after.matchIndex:
        disk = world.disks.get(follower)
        if disk is None or disk.currentTerm > after.currentTerm or follower == event_server(step):
            continue
        if match > len(after.log) or disk.log[:match] != after.log[:match]:
            common = first_log_difference(disk.log[:match], after.log[:match]) - 1
            seen = (
                f"{event_server(step)} (leader, term {after.currentTerm}) has matchIndex[{follower}] = {match};"
                f" {follower} stores {common} of its entries."
            )
            return make_violation(
                "MatchIsStored", step, seen, (event_server(step), follower), match, (after.currentTerm,)
            )
    return None


def CommittedIsDurable(step: Step, world: World, memory: Memory) -> Violation | None:
    """What a leader commits is durable on a majority, also in the event that elects it. (Raft §5.3)"""
    before, after = step.before, step.after
    if before is None or after is None or after.role != LEADER or after.commitIndex <= before.commitIndex:
        return None
    index = after.commitIndex
    storing = servers_storing(world, after, index, event_server(step)) if index <= len(after.log) else []
    configuration = world.governing(after.log)
    if has_majority(configuration, storing):
        return None
    where = f"stored on {', '.join(storing)}" if storing else "stored nowhere"
    seen = (
        f"{event_server(step)} (leader, term {after.currentTerm}) set commitIndex to {index}; entry {index} is"
        f" {where}: {voter_count_text(configuration, storing)}."
    )
    return make_violation(
        "CommittedIsDurable", step, seen, tuple(storing) or (event_server(step),), index, (after.currentTerm,)
    )


def VoteIsDurable(step: Step, world: World, memory: Memory) -> Violation | None:
    """A granted vote is durable before the reply is sent. (Raft Figure 2)"""
    disk = memory.get(event_server(step)) if step.event.server else None
    if isinstance(step.event.act, CompleteWrite | Restart) and step.event.act.lastIndex:
        image = world.disks[event_server(step)]
        disk = memory[event_server(step)] = (image.currentTerm, image.votedFor)
    for effect in step.effects:
        if isinstance(effect, PersistEffect):
            disk = memory[event_server(step)] = (effect.currentTerm, effect.votedFor)
        elif isinstance(effect, SendEffect):
            message = world.codec.decode(effect.message)
            if isinstance(message, RequestVoteReply) and message.voteGranted and disk != (message.term, effect.to):
                voter = event_server(step)
                seen = f"{voter} sent {effect.to} its vote in term {message.term} before the vote was durable."
                return make_violation(
                    "VoteIsDurable", step, seen, (event_server(step), effect.to), terms=(message.term,)
                )
    return None


def AckIsDurable(step: Step, world: World, memory: Memory) -> Violation | None:
    """An entry is durable before it is acknowledged. (Raft Figure 2)"""
    stored = memory.get(event_server(step), 0) if step.event.server else 0
    if isinstance(step.event.act, CompleteWrite | Restart) and step.event.act.lastIndex:
        stored = memory[event_server(step)] = step.event.act.lastIndex
    for effect in step.effects:
        if isinstance(effect, PersistEffect):
            stored = memory[event_server(step)] = len(effect.log)
        elif isinstance(effect, SendEffect):
            message = world.codec.decode(effect.message)
            if isinstance(message, AppendEntriesReply) and message.success and message.matchIndex > stored:
                seen = (
                    f"{event_server(step)} acknowledged index {message.matchIndex} to {effect.to}, but only"
                    f" {stored} entries were durable then."
                )
                return make_violation(
                    "AckIsDurable", step, seen, (event_server(step), effect.to), message.matchIndex, (message.term,)
                )
    return None
