"""The safety properties of a whole run: commitments, votes, applied commands and answers stay true. (Raft Figure 3)"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from msgspec import UNSET

from raftlab.server import NOT_LEADER, OK, REFUSED, Apply, Reply, RequestVoteReply
from raftlab.simulator.committed_entries import Commitment, Commitments, became_leader
from raftlab.simulator.event_properties import Memory
from raftlab.simulator.governing_configuration import has_majority, voter_count_text
from raftlab.simulator.make_violation import event_server, make_violation
from raftlab.simulator.world import Step, World
from raftlab.trace import Boot, Inject, Learn, Propose, Violation, command_label, entry_label
from raftlab.worker.responses import Effect, PersistEffect, SendEffect, SnapshotEffect


def LeaderCompleteness(
    step: Step, world: World, commitments: Commitments, new_commitments: tuple[Commitment, ...]
) -> Violation | None:
    """A leader's log holds every entry that was committed in an earlier term. (Raft §5.4.3)

    "Earlier" refers to the term in which the entry was committed, not to the term in the entry.
    """
    if became_leader(step) and step.after is not None:
        for commitment in commitments.first_by_index.values():
            violation = missing_entry_violation(step, event_server(step), world, commitment)
            if violation is not None:
                return violation
    for commitment in new_commitments:
        for server, seen in world.running_servers.items():
            if seen.role == "leader":
                violation = missing_entry_violation(step, server, world, commitment)
                if violation is not None:
                    return violation
    return None


def missing_entry_violation(step: Step, leader: str, world: World, commitment: Commitment) -> Violation | None:
    """Return the violation if `leader` leads a term later than the commitment's and lacks its entry."""
    seen = world.running_servers[leader]
    index, entry = commitment.index, commitment.entry
    if seen.currentTerm <= commitment.term or (len(seen.log) >= index and seen.log[index - 1] == entry):
        return None
    other = seen.log[index - 1] if len(seen.log) >= index else None
    instead = f"has {entry_label(other)} of term {other.term} there" if other else "has no entry there"
    text = (
        f"{commitment.server} committed index {index} ({entry_label(entry)}, term {entry.term}) in term"
        f" {commitment.term}; {leader} then won term {seen.currentTerm} and {instead}."
    )
    terms = (entry.term, other.term) if other else (entry.term,)
    commands = (entry_label(entry), entry_label(other)) if other else (entry_label(entry),)
    return make_violation("LeaderCompleteness", step, text, (commitment.server, leader), index, terms, commands)


def CommittedNeverChanges(
    step: Step, world: World, commitments: Commitments, new_commitments: tuple[Commitment, ...]
) -> Violation | None:
    """No two servers commit different entries at the same index. (Raft §5.4.3)"""
    for commitment in new_commitments:
        first = commitments.first_by_index[commitment.index]
        if first.entry != commitment.entry:
            return two_entries_violation("StateMachineSafety", "committed", step, commitment.index, first, commitment)
    return None


def two_entries_violation(
    property_name: str, verb: str, step: Step, index: int, first: Commitment, second: Commitment
) -> Violation:
    """Return the violation for two different entries at the same index."""
    a, b = first.entry, second.entry
    seen = (
        f"{first.server} {verb} index {index} as {entry_label(a)} (term {a.term}); {second.server} {verb}"
        f" index {index} as {entry_label(b)} (term {b.term})."
    )
    servers = (first.server, second.server)
    return make_violation(
        property_name,
        step,
        seen,
        servers,
        index,
        (a.term, b.term),
        (entry_label(a), entry_label(b)),
    )


def StateMachineSafety(step: Step, world: World, memory: Memory) -> Violation | None:
    """No two servers apply different commands at the same index. (Raft §5.4.3)"""
    for effect in step.effects:
        if not isinstance(effect, Apply):
            continue
        server, command = memory.setdefault(effect.index, (event_server(step), effect.command))
        if command != effect.command:
            seen = (
                f"{server} applied {command_label(command)} at index {effect.index}; {event_server(step)} applied"
                f" {command_label(effect.command)} there."
            )
            commands = (command_label(command), command_label(effect.command))
            return make_violation(
                "StateMachineSafety", step, seen, (server, event_server(step)), effect.index, (), commands
            )
    return None


def AppliedInOrder(step: Step, world: World, memory: Memory) -> Violation | None:
    """While it is up, a server applies each index once, in order, and only if it is committed. (Raft §5.3)"""
    after = step.after
    last = step.before.lastApplied if step.before is not None else None
    for effect in step.effects:
        if isinstance(effect, SnapshotEffect) and last is not None:
            last = max(last, effect.lastIncludedIndex)
        if isinstance(effect, Apply):
            if last is not None and effect.index != last + 1:
                seen = f"{event_server(step)} applied index {effect.index} after index {last}."
                return make_violation("AppliedInOrder", step, seen, index=effect.index)
            last = effect.index
    if after is not None and after.lastApplied > after.commitIndex:
        seen = f"{event_server(step)} has lastApplied {after.lastApplied} and commitIndex {after.commitIndex}."
        return make_violation("AppliedInOrder", step, seen, index=after.lastApplied)
    return None


def SameState(step: Step, world: World, memory: Memory) -> Violation | None:
    """Servers that have applied the same number of entries are in the same state, also after a restart. (Raft §2)

    A first boot is not checked: a run may begin with servers that have applied entries which the run does not show.
    """
    after = step.after
    if after is None or (step.before is not None and step.before.lastApplied == after.lastApplied):
        return None
    server, digest = memory.setdefault(after.lastApplied, (event_server(step), after.digest))
    if digest == after.digest or isinstance(step.event.act, Boot):
        return None
    seen = (
        f"{server} and {event_server(step)} have both applied {after.lastApplied} entries and are in different states."
    )
    return make_violation("SameState", step, seen, (server, event_server(step)), after.lastApplied)


def OneVotePerTerm(step: Step, world: World, memory: Memory) -> Violation | None:
    """A server votes for at most one candidate per term, itself included, also across restarts. (Raft §5.2)"""
    for position, effect in enumerate(step.effects, start=1):
        if isinstance(effect, PersistEffect) and effect.votedFor is not None:
            if is_unsent_vote_replaced(effect, step.effects[position:]):
                continue  # the term was written first, with the vote of the term before
            term, candidate = effect.currentTerm, effect.votedFor
        elif isinstance(effect, SendEffect):
            message = world.codec.decode(effect.message)
            if not isinstance(message, RequestVoteReply) or not message.voteGranted:
                continue
            term, candidate = message.term, effect.to
        else:
            continue
        first = memory.setdefault((event_server(step), term), candidate)
        if first != candidate:
            seen = f"{event_server(step)} voted for {first} and for {candidate} in term {term}."
            return make_violation("OneVotePerTerm", step, seen, (event_server(step), first, candidate), terms=(term,))
    return None


def is_unsent_vote_replaced(write: PersistEffect, later_effects: Sequence[Effect]) -> bool:
    """Return whether the vote of `write` is replaced by the next write of its term before any message is sent."""
    for effect in later_effects:
        if isinstance(effect, SendEffect):
            return False
        if isinstance(effect, PersistEffect):
            return effect.currentTerm == write.currentTerm and effect.votedFor != write.votedFor
    return False


def ElectedByMajority(step: Step, world: World, memory: Memory) -> Violation | None:
    """A new leader has the durable votes of a majority in its term. (Raft §5.2)

    A server in a newer term counts too: it may have voted, and its disk no longer shows it. A run that began in the
    middle is not checked: the votes may be older than the run.
    """
    if step.before is None or step.after is None or not became_leader(step) or starts_mid_run(world):
        return None
    leader, term = event_server(step), step.after.currentTerm
    voters = tuple(server for server, disk in world.disks.items() if may_have_voted(disk, term, leader))
    configuration = world.governing(step.before.log)
    if has_majority(configuration, voters):
        return None
    names = ", ".join(voters) if voters else "no server"
    count = voter_count_text(configuration, voters)
    seen = f"{leader} became leader of term {term} with the votes of {names}: {count}."
    return make_violation("ElectedByMajority", step, seen, (leader, *(v for v in voters if v != leader)), terms=(term,))


def may_have_voted(disk: PersistEffect, term: int, leader: str) -> bool:
    """Return whether the server with this disk can have voted for `leader` in `term`."""
    return disk.currentTerm > term or (disk.currentTerm == term and disk.votedFor == leader)


def starts_mid_run(world: World) -> bool:
    """Return whether the run began in the middle: with servers that have a state, or with messages in flight."""
    return any(
        isinstance(each.act, Inject | Learn) or (isinstance(each.act, Boot) and each.act.term > 0)
        for each in world.events
    )


def SuccessImpliesCommitted(step: Step, world: World, commitments: Commitments, memory: Memory) -> Violation | None:
    """If a client gets "ok", its command is committed. (Raft §8)"""
    replies = [effect for effect in step.effects if isinstance(effect, Reply) and effect.outcome == OK]
    calls: set[tuple[str, int]] = memory.setdefault("calls", set())
    act = step.event.act
    if isinstance(act, Propose) and act.command.operation == "get" and world.options.reads is not UNSET:
        calls.add((act.command.client, act.command.sequence))  # it needs no entry; Linearizability judges its answer
    if replies:
        first = commitments.first_by_index
        added = islice(first.values(), memory.get("count", 0), None)
        calls.update((c.entry.command.client, c.entry.command.sequence) for c in added if c.entry.command is not None)
        memory["count"] = len(first)
    for effect in replies:
        if (effect.client, effect.sequence) not in calls:
            seen = (
                f"{event_server(step)} answered ok to call {effect.sequence} of {effect.client}, but no server has"
                f" committed its command."
            )
            return make_violation("SuccessImpliesCommitted", step, seen)
    return None


def FailureImpliesNever(
    step: Step, world: World, commitments: Commitments, new_commitments: tuple[Commitment, ...], memory: Memory
) -> Violation | None:
    """If a client is told that its call failed for good, its entry is never committed, before or after. (Raft §8)"""
    entries: dict[tuple[str, str, int], tuple[int, int]] = memory.setdefault("entries", {})
    failed: dict[tuple[int, int], tuple[str, str, int]] = memory.setdefault("failed", {})
    act = step.event.act
    if isinstance(act, Propose):  # a new attempt: its answer says nothing about the entry of an earlier attempt
        entries.pop((event_server(step), act.command.client, act.command.sequence), None)
    if isinstance(act, Propose) and step.after is not None and step.before is not None:
        for index in range(len(step.before.log) + 1, len(step.after.log) + 1):
            command = step.after.log[index - 1].command
            if command is not None and command.client:
                entries[event_server(step), command.client, command.sequence] = (index, step.after.log[index - 1].term)
    for effect in step.effects:
        if isinstance(effect, Reply) and effect.outcome in (NOT_LEADER, REFUSED):
            at = entries.get((event_server(step), effect.client, effect.sequence))
            if at is not None and not (effect.outcome == REFUSED and has_applied_entry(step, at)):
                failed[at] = (event_server(step), effect.client, effect.sequence)
    for commitment in (*commitments.first_by_index.values(), *new_commitments) if failed else ():
        call = failed.get((commitment.index, commitment.entry.term))
        if call is not None:
            seen = (
                f"{call[0]} told {call[1]} that call {call[2]} failed for good, but its entry {commitment.index}"
                f" is committed."
            )
            return make_violation("FailureImpliesNever", step, seen, (call[0], commitment.server), commitment.index)
    return None


def has_applied_entry(step: Step, at: tuple[int, int]) -> bool:
    """Return whether the server has applied the entry `at` (index, term): then it knows that the call was refused."""
    index, term = at
    seen = step.after_without_crash
    return seen is not None and index <= min(seen.lastApplied, len(seen.log)) and seen.log[index - 1].term == term


def AnsweredOnce(step: Step, world: World, memory: Memory) -> Violation | None:
    """A server answers a call at most as often as the call reached it. (Raft §8)"""
    if isinstance(step.event.act, Propose):
        command = step.event.act.command
        key = (event_server(step), command.client, command.sequence)
        memory[key] = memory.get(key, 0) + 1
    for effect in step.effects:
        if isinstance(effect, Reply):
            key = (event_server(step), effect.client, effect.sequence)
            memory[key] = memory.get(key, 0) - 1
            if memory[key] < 0:
                call = f"call {effect.sequence} of {effect.client}"
                seen = f"{event_server(step)} answered {call} more often than it got it."
                return make_violation("AnsweredOnce", step, seen)
    return None
