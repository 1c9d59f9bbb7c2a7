"""The safety properties of one event, under their usual names. (Raft Figure 3; §5)

Each property is a function of (step, world, memory) that returns a Violation or None. `memory` is the property's own
dict, kept for the whole run. The properties of a whole run are in raftlab.simulator.run_properties.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from raftlab.server import LEADER, AppendEntriesReply, Entry, RequestVote, RequestVoteReply
from raftlab.simulator.committed_entries import became_leader, still_leads
from raftlab.simulator.governing_configuration import has_majority
from raftlab.simulator.make_violation import (
    entry_text,
    event_server,
    first_log_difference,
    make_violation,
    servers_storing,
)
from raftlab.simulator.world import Step, World
from raftlab.trace import Deliver, Propose, Timeout, Violation, entry_label
from raftlab.worker.responses import PersistEffect

Memory = dict[Any, Any]
Property = Callable[[Step, World, Memory], Violation | None]


def ElectionSafety(step: Step, world: World, memory: Memory) -> Violation | None:
    """At most one server ever leads a term. (Raft §5.2)"""
    if not became_leader(step) or step.after is None:
        return None
    server, term = event_server(step), step.after.currentTerm
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
    index = first_log_difference(old, new)
    seen = (
        f"{event_server(step)} leads term {step.after.currentTerm} and overwrote or deleted its own entry {index}"
        f" ({entry_text(old, index)})."
    )
    return make_violation("LeaderAppendOnly", step, seen, index=index, terms=(step.after.currentTerm,))


def LogMatching(step: Step, world: World, memory: Memory) -> Violation | None:
    """Two entries with the same index and term have the same command and the same entries before them. (Raft §5.3)"""
    after = step.after
    if after is None or (step.before is not None and after.log == step.before.log):
        return None
    start = checked_prefix_length(step)
    previous = after.log[start - 1].term if start else 0
    for index in range(start + 1, len(after.log) + 1):
        entry = after.log[index - 1]
        known = memory.setdefault((index, entry.term), (entry, previous, event_server(step)))
        if known[:2] != (entry, previous):
            return log_mismatch_violation(step, index, entry, previous, known)
        previous = entry.term
    return None


def log_mismatch_violation(
    step: Step, index: int, entry: Entry, previous_term: int, earlier_entry: tuple[Entry, int, str]
) -> Violation:
    """Return the violation for two entries with the same index and term that differ, or whose predecessors differ."""
    other, other_previous, server = earlier_entry
    if entry != other:
        seen = (
            f"Entry {index} of term {entry.term} is {entry_label(entry)} on {event_server(step)} and"
            f" {entry_label(other)} on {server}."
        )
        return make_violation(
            "LogMatching",
            step,
            seen,
            (server, event_server(step)),
            index,
            (entry.term,),
            (entry_label(other), entry_label(entry)),
        )
    seen = (
        f"Entry {index} of term {entry.term} follows an entry of term {previous_term} on {event_server(step)}, and an"
        f" entry of term {other_previous} on {server}."
    )
    return make_violation(
        "LogMatching", step, seen, (server, event_server(step)), index, (previous_term, other_previous)
    )


def LogTermsRise(step: Step, world: World, memory: Memory) -> Violation | None:
    """Terms never fall along a log, and none is newer than the server's own term. (Raft §5.4.1)"""
    after = step.after
    if after is None or (step.before is not None and after.log == step.before.log):
        return None
    log = after.log
    for index in range(max(2, checked_prefix_length(step) + 1), len(log) + 1):
        term, previous = log[index - 1].term, log[index - 2].term
        if term < previous:
            seen = f"On {event_server(step)} entry {index} has term {term}, after an entry of term {previous}."
            return make_violation("LogTermsRise", step, seen, index=index, terms=(previous, term))
    if log and log[-1].term > after.currentTerm:
        last, term = len(log), log[-1].term
        seen = f"{event_server(step)} is in term {after.currentTerm}, but its entry {last} has term {term}."
        return make_violation("LogTermsRise", step, seen, index=last, terms=(after.currentTerm, term))
    return None


def checked_prefix_length(step: Step) -> int:
    """Return how many entries the log still has from before the event: they were checked then."""
    before, after = step.before, step.after
    if before is None or after is None or after.log[: len(before.log)] != before.log:
        return 0
    return len(before.log)


def MonotonicTerm(step: Step, world: World, memory: Memory) -> Violation | None:
    """currentTerm never falls, neither while a server is up nor in what it makes durable. (Raft §5.1)"""
    before, after = step.before, step.after
    if before is not None and after is not None and after.currentTerm < before.currentTerm:
        seen = f"{event_server(step)} went from term {before.currentTerm} back to term {after.currentTerm}."
        return make_violation("MonotonicTerm", step, seen, terms=(before.currentTerm, after.currentTerm))
    for effect in step.effects:
        if isinstance(effect, PersistEffect):
            old = memory.get(event_server(step), 0)
            if effect.currentTerm < old:
                seen = f"{event_server(step)} made term {effect.currentTerm} durable after term {old}."
                return make_violation("MonotonicTerm", step, seen, terms=(old, effect.currentTerm))
            memory[event_server(step)] = effect.currentTerm
    return None


def MonotonicCommit(step: Step, world: World, memory: Memory) -> Violation | None:
    """commitIndex never falls while a server is up. (Raft Figure 2)"""
    before, after = step.before, step.after
    if before is None or after is None or after.commitIndex >= before.commitIndex:
        return None
    seen = f"{event_server(step)} took commitIndex from {before.commitIndex} back to {after.commitIndex}."
    return make_violation("MonotonicCommit", step, seen, index=after.commitIndex)


def MonotonicMatch(step: Step, world: World, memory: Memory) -> Violation | None:
    """matchIndex never falls while a leader leads its term. (Raft Figure 2)"""
    if not still_leads(step) or step.before is None or step.after is None:
        return None
    new = dict(step.after.matchIndex)
    for follower, match in step.before.matchIndex:
        if world.has_configurations and follower not in new:
            continue  # it has left
        if new.get(follower, 0) < match:
            now = new.get(follower, 0)
            seen = f"{event_server(step)} took matchIndex[{follower}] from {match} back to {now} in one term."
            return make_violation("MonotonicMatch", step, seen, (event_server(step), follower), match)
    return None


def NeverCommitPrevTerm(step: Step, world: World, memory: Memory) -> Violation | None:
    """A leader never commits by counting copies of an older term's entry. (Raft §5.4.2)"""
    after = step.after
    if not still_leads(step) or step.before is None or after is None or after.commitIndex <= step.before.commitIndex:
        return None
    index = min(after.commitIndex, len(after.log))
    if index < 1:
        return None
    for above in range(index, len(after.log) + 1):
        if after.log[above - 1].term == after.currentTerm and has_majority(
            world.governing(after.log), servers_storing(world, after, above, event_server(step))
        ):
            return None
    entry = after.log[index - 1]
    if entry.term == after.currentTerm:
        return None  # CommittedIsDurable checks this one
    storing = servers_storing(world, after, index, event_server(step))
    seen = (
        f"{event_server(step)} (leader, term {after.currentTerm}) set commitIndex to {after.commitIndex}; entry {index}"
        f" ({entry_label(entry)}) has term {entry.term} and is stored on {', '.join(storing)}."
    )
    return make_violation(
        "NeverCommitPrevTerm",
        step,
        seen,
        tuple(storing),
        index,
        (entry.term, after.currentTerm),
        (entry_label(entry),),
    )


def NextAboveMatch(step: Step, world: World, memory: Memory) -> Violation | None:
    """nextIndex[f] stays above matchIndex[f]: a leader does not send again what is acknowledged. (Raft Figure 2)"""
    after = step.after
    if after is None or after.role != LEADER:
        return None
    match = dict(after.matchIndex)
    for follower, index in after.nextIndex:
        if index <= match.get(follower, 0) or index < 1:
            seen = (
                f"{event_server(step)} has nextIndex[{follower}] = {index} and matchIndex[{follower}] ="
                f" {match.get(follower, 0)}."
            )
            return make_violation("NextAboveMatch", step, seen, (event_server(step), follower), index)
    return None


WITHOUT_LEADER_ENTRIES = (Timeout, Propose, RequestVote, RequestVoteReply, AppendEntriesReply)
"""Acts and messages that carry no entries of a leader, so no log can conflict with them."""


def OnlyAppendsDelete(step: Step, world: World, memory: Memory) -> Violation | None:
    """A server deletes an entry only if a leader's message conflicts with it. (Raft §5.3)

    Only entries above commitIndex count: the deleted copy may have been counted for a commit. A compaction removes
    committed entries, and a restart is no deletion.
    """
    before, after, act = step.before, step.after, step.event.act
    if before is None or after is None or len(after.log) >= len(before.log):
        return None
    if not isinstance(act.message if isinstance(act, Deliver) else act, WITHOUT_LEADER_ENTRIES):
        return None
    index = next((i for i in range(before.commitIndex, len(before.log)) if before.log[i] not in after.log), None)
    if index is None:
        return None
    seen = (
        f"{event_server(step)} deleted its entry {index + 1} ({entry_text(before.log, index + 1)}), but no leader's"
        f" entry conflicted with it."
    )
    return make_violation("OnlyAppendsDelete", step, seen, index=index + 1, terms=(before.log[index].term,))
