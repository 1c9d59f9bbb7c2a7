"""The safety properties of one event, by the field's names. (Raft Figure 3; §5)

Each property is a function of (step, world, memory) that returns a Violation or None; `memory` is a dict of the
property's own, kept for the run. Properties of the whole run stand in raftlab.simulator.run_properties.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from raftlab.server import LEADER, AppendEntriesReply, Entry, RequestVote, RequestVoteReply
from raftlab.simulator.commitments import became_leader, still_leads
from raftlab.simulator.violation_text import (
    entry_text,
    first_difference,
    majority_size,
    make_violation,
    server_of,
    servers_storing,
)
from raftlab.simulator.world import Step, World
from raftlab.trace import Deliver, Propose, Timeout, Violation, command_label
from raftlab.worker.responses import PersistEffect, SendEffect

Memory = dict[Any, Any]
Property = Callable[[Step, World, Memory], Violation | None]


def ElectionSafety(step: Step, world: World, memory: Memory) -> Violation | None:
    """At most one server ever leads a term. (Raft §5.2)"""
    if not became_leader(step) or step.after is None:
        return None
    server, term = server_of(step), step.after.currentTerm
    other = memory.setdefault(term, server)
    if other == server:
        return None
    return make_violation(
        "ElectionSafety",
        step,
        f"{other} and {server} both became leader of term {term}.",
        (other, server),
        terms=(term,),
    )


def LeaderAppendOnly(step: Step, world: World, memory: Memory) -> Violation | None:
    """A leader never overwrites or deletes entries of its own log. (Raft §5.3)"""
    if not still_leads(step) or step.before is None or step.after is None:
        return None
    old, new = step.before.log, step.after.log
    if new[: len(old)] == old:
        return None
    index = first_difference(old, new)
    seen = f"{server_of(step)} leads term {step.after.currentTerm} and its own entry {index} ({entry_text(old, index)}) is gone."
    return make_violation("LeaderAppendOnly", step, seen, index=index, terms=(step.after.currentTerm,))


def LogMatching(step: Step, world: World, memory: Memory) -> Violation | None:
    """Two entries with the same index and term have the same command and the same entries before them. (Raft §5.3)"""
    after = step.after
    if after is None or (step.before is not None and after.log == step.before.log):
        return None
    previous = 0
    for index, entry in enumerate(after.log, start=1):
        known = memory.setdefault((index, entry.term), (entry, previous, server_of(step)))
        if known[:2] != (entry, previous):
            return log_mismatch_violation(step, index, entry, previous, known)
        previous = entry.term
    return None


def log_mismatch_violation(
    step: Step, index: int, entry: Entry, previous_term: int, earlier_entry: tuple[Entry, int, str]
) -> Violation:
    """Return the violation for two entries of one index and term that differ, or whose predecessors do."""
    other, other_previous, server = earlier_entry
    if entry != other:
        seen = (
            f"Entry {index} of term {entry.term} is {command_label(entry.command)} on {server_of(step)} and"
            f" {command_label(other.command)} on {server}."
        )
        return make_violation(
            "LogMatching",
            step,
            seen,
            (server, server_of(step)),
            index,
            (entry.term,),
            (command_label(other.command), command_label(entry.command)),
        )
    seen = (
        f"Entry {index} of term {entry.term} follows an entry of term {previous_term} on {server_of(step)}, and one of term"
        f" {other_previous} on {server}."
    )
    return make_violation("LogMatching", step, seen, (server, server_of(step)), index, (previous_term, other_previous))


def LogTermsRise(step: Step, world: World, memory: Memory) -> Violation | None:
    """Terms never fall along a log, nor pass the server's own. (Raft §5.4.1)"""
    after = step.after
    if after is None or (step.before is not None and after.log == step.before.log):
        return None
    terms = [entry.term for entry in after.log]
    for index in range(2, len(terms) + 1):
        if terms[index - 1] < terms[index - 2]:
            seen = f"On {server_of(step)} entry {index} is of term {terms[index - 1]}, behind one of term {terms[index - 2]}."
            return make_violation("LogTermsRise", step, seen, index=index, terms=(terms[index - 2], terms[index - 1]))
    if terms and terms[-1] > after.currentTerm:
        seen = f"{server_of(step)} is in term {after.currentTerm} and holds entry {len(terms)} of term {terms[-1]}."
        return make_violation("LogTermsRise", step, seen, index=len(terms), terms=(after.currentTerm, terms[-1]))
    return None


def MonotonicTerm(step: Step, world: World, memory: Memory) -> Violation | None:
    """currentTerm never falls: not in a server's life, and not in what it has made durable. (Raft §5.1)"""
    before, after = step.before, step.after
    if before is not None and after is not None and after.currentTerm < before.currentTerm:
        seen = f"{server_of(step)} went from term {before.currentTerm} back to term {after.currentTerm}."
        return make_violation("MonotonicTerm", step, seen, terms=(before.currentTerm, after.currentTerm))
    for effect in step.effects:
        if isinstance(effect, PersistEffect):
            old = memory.get(server_of(step), 0)
            if effect.currentTerm < old:
                seen = f"{server_of(step)} made term {effect.currentTerm} durable after term {old}."
                return make_violation("MonotonicTerm", step, seen, terms=(old, effect.currentTerm))
            memory[server_of(step)] = effect.currentTerm
    return None


def MonotonicCommit(step: Step, world: World, memory: Memory) -> Violation | None:
    """commitIndex never falls while a server is up. (Raft Figure 2)"""
    before, after = step.before, step.after
    if before is None or after is None or after.commitIndex >= before.commitIndex:
        return None
    seen = f"{server_of(step)} took commitIndex from {before.commitIndex} back to {after.commitIndex}."
    return make_violation("MonotonicCommit", step, seen, index=after.commitIndex)


def MonotonicMatch(step: Step, world: World, memory: Memory) -> Violation | None:
    """matchIndex never falls while a leader leads its term. (Raft Figure 2)"""
    if not still_leads(step) or step.before is None or step.after is None:
        return None
    new = dict(step.after.matchIndex)
    for follower, match in step.before.matchIndex:
        if new.get(follower, 0) < match:
            seen = f"{server_of(step)} took matchIndex[{follower}] from {match} back to {new.get(follower, 0)} in one term."
            return make_violation("MonotonicMatch", step, seen, (server_of(step), follower), match)
    return None


def MatchIsStored(step: Step, world: World, memory: Memory) -> Violation | None:
    """matchIndex[f] never passes what f stores in common with the leader, while f is in no newer term."""
    after = step.after
    if after is None or not after.matchIndex or after.role != "leader":
        return None
    for follower, match in after.matchIndex:
        disk = world.disks.get(follower)
        if disk is None or disk.currentTerm > after.currentTerm:
            continue
        if match > len(after.log) or disk.log[:match] != after.log[:match]:
            common = first_difference(disk.log[:match], after.log[:match]) - 1
            seen = (
                f"{server_of(step)} (leader, term {after.currentTerm}) has matchIndex[{follower}] = {match};"
                f" {follower} stores {common} of its entries."
            )
            return make_violation("MatchIsStored", step, seen, (server_of(step), follower), match, (after.currentTerm,))
    return None


def NeverCommitPrevTerm(step: Step, world: World, memory: Memory) -> Violation | None:
    """A leader never commits by counting copies of an older term's entry. (Raft §5.4.2)"""
    after = step.after
    if not still_leads(step) or step.before is None or after is None or after.commitIndex <= step.before.commitIndex:
        return None
    index = min(after.commitIndex, len(after.log))
    for above in range(index, len(after.log) + 1):
        if after.log[above - 1].term == after.currentTerm and len(
            servers_storing(world, after, above, server_of(step))
        ) >= majority_size(world):
            return None
    entry = after.log[index - 1]
    if entry.term == after.currentTerm:
        return None  # CommittedIsDurable speaks of this one
    held = servers_storing(world, after, index, server_of(step))
    seen = (
        f"{server_of(step)} (leader, term {after.currentTerm}) set commitIndex to {after.commitIndex}; entry {index}"
        f" ({command_label(entry.command)}) is of"
        f" term {entry.term}, stored on {', '.join(held)}."
    )
    return make_violation(
        "NeverCommitPrevTerm",
        step,
        seen,
        tuple(held),
        index,
        (entry.term, after.currentTerm),
        (command_label(entry.command),),
    )


def CommittedIsDurable(step: Step, world: World, memory: Memory) -> Violation | None:
    """What a leader commits, in the event that elects it too, is durable on a majority. (Raft §5.3)"""
    before, after = step.before, step.after
    if before is None or after is None or after.role != LEADER or after.commitIndex <= before.commitIndex:
        return None
    index = after.commitIndex
    held = servers_storing(world, after, index, server_of(step)) if index <= len(after.log) else []
    if len(held) >= majority_size(world):
        return None
    where = f"stored on {', '.join(held)}" if held else "stored nowhere"
    seen = (
        f"{server_of(step)} (leader, term {after.currentTerm}) set commitIndex to {index}; entry {index} is"
        f" {where}: {len(held)} of {len(world.servers)} servers."
    )
    return make_violation(
        "CommittedIsDurable", step, seen, tuple(held) or (server_of(step),), index, (after.currentTerm,)
    )


def VoteIsDurable(step: Step, world: World, memory: Memory) -> Violation | None:
    """A granted vote is durable before it is told. (Raft Figure 2)"""
    disk = memory.get(server_of(step)) if step.event.server else None
    for effect in step.effects:
        if isinstance(effect, PersistEffect):
            disk = memory[server_of(step)] = (effect.currentTerm, effect.votedFor)
        elif isinstance(effect, SendEffect):
            message = world.codec.decode(effect.message)
            if isinstance(message, RequestVoteReply) and message.voteGranted and disk != (message.term, effect.to):
                seen = f"{server_of(step)} told {effect.to} of its vote in term {message.term} before the vote was durable."
                return make_violation("VoteIsDurable", step, seen, (server_of(step), effect.to), terms=(message.term,))
    return None


def AckIsDurable(step: Step, world: World, memory: Memory) -> Violation | None:
    """An acknowledged entry is durable before it is acknowledged. (Raft Figure 2)"""
    stored = memory.get(server_of(step), 0) if step.event.server else 0
    for effect in step.effects:
        if isinstance(effect, PersistEffect):
            stored = memory[server_of(step)] = len(effect.log)
        elif isinstance(effect, SendEffect):
            message = world.codec.decode(effect.message)
            if isinstance(message, AppendEntriesReply) and message.success and message.matchIndex > stored:
                seen = (
                    f"{server_of(step)} acknowledged index {message.matchIndex} to {effect.to}; {stored} entries"
                    f" were durable then."
                )
                return make_violation(
                    "AckIsDurable", step, seen, (server_of(step), effect.to), message.matchIndex, (message.term,)
                )
    return None


def NextAboveMatch(step: Step, world: World, memory: Memory) -> Violation | None:
    """nextIndex[f] stays above matchIndex[f]: a leader does not send again what is acknowledged. (Raft Figure 2)"""
    after = step.after
    if after is None or after.role != "leader":
        return None
    match = dict(after.matchIndex)
    for follower, index in after.nextIndex:
        if index <= match.get(follower, 0) or index < 1:
            seen = (
                f"{server_of(step)} has nextIndex[{follower}] = {index} and matchIndex[{follower}] ="
                f" {match.get(follower, 0)}."
            )
            return make_violation("NextAboveMatch", step, seen, (server_of(step), follower), index)
    return None


WITHOUT_LEADER_ENTRIES = (Timeout, Propose, RequestVote, RequestVoteReply, AppendEntriesReply)
"""What brings no leader's entries, so that no log can be found to conflict with it."""


def OnlyAppendsDelete(step: Step, world: World, memory: Memory) -> Violation | None:
    """An entry leaves a log only where a leader's message conflicts with it. (Raft §5.3)

    Of those above commitIndex, which may be committed all the same: the copy was counted. What a compaction takes off
    is committed, and what a restart loses is another matter.
    """
    before, after, act = step.before, step.after, step.event.act
    if before is None or after is None or len(after.log) >= len(before.log):
        return None
    if not isinstance(act.message if isinstance(act, Deliver) else act, WITHOUT_LEADER_ENTRIES):
        return None
    index = next((i for i in range(before.commitIndex, len(before.log)) if before.log[i] not in after.log), None)
    if index is None:
        return None
    seen = f"{server_of(step)} deleted its entry {index + 1} ({entry_text(before.log, index + 1)}); no leader's entry conflicted."
    return make_violation("OnlyAppendsDelete", step, seen, index=index + 1, terms=(before.log[index].term,))


EVENT_PROPERTIES: tuple[Property, ...] = (
    ElectionSafety,
    LeaderAppendOnly,
    LogMatching,
    LogTermsRise,
    MonotonicTerm,
    MonotonicCommit,
    MonotonicMatch,
    MatchIsStored,
    NextAboveMatch,
    OnlyAppendsDelete,
    NeverCommitPrevTerm,
    CommittedIsDurable,
    VoteIsDurable,
    AckIsDurable,
)
