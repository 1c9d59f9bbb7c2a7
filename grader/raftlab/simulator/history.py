"""The safety properties of a whole run: what was committed, voted, applied and answered stays true. (Raft Figure 3)"""

from __future__ import annotations

from raftlab.server import NOT_LEADER, OK, Apply, Command, Reply, RequestVoteReply
from raftlab.simulator.facts import Commitment, Facts, became_leader
from raftlab.simulator.properties import Memory
from raftlab.simulator.telling import broken, majority, name
from raftlab.simulator.world import Step, World
from raftlab.trace import Boot, Inject, Learn, Propose, Violation, label
from raftlab.worker.answers import Persisted, Sent


def LeaderCompleteness(step: Step, world: World, facts: Facts, new: tuple[Commitment, ...]) -> Violation | None:
    """A leader's log holds every entry that was committed in an earlier term. (Raft §5.4.3)

    The term counts in which the entry was committed, not the one in which it was made.
    """
    if became_leader(step) and step.after is not None:
        for commitment in facts.committed.values():
            found = missing(step, name(step), world, commitment)
            if found is not None:
                return found
    for commitment in new:
        for server, seen in world.up.items():
            if seen.role == "leader":
                found = missing(step, server, world, commitment)
                if found is not None:
                    return found
    return None


def missing(step: Step, leader: str, world: World, commitment: Commitment) -> Violation | None:
    """Return the violation if `leader` leads a term later than the commitment's and lacks its entry."""
    seen = world.up[leader]
    index, entry = commitment.index, commitment.entry
    if seen.currentTerm <= commitment.term or (len(seen.log) >= index and seen.log[index - 1] == entry):
        return None
    there = seen.log[index - 1] if len(seen.log) >= index else None
    instead = f"has {label(there.command)} of term {there.term} there" if there else "has no entry there"
    words = (
        f"{commitment.server} committed index {index} ({label(entry.command)}, term {entry.term}) in term"
        f" {commitment.term}; "
        f"{leader} then won term {seen.currentTerm} and {instead}."
    )
    terms = (entry.term, there.term) if there else (entry.term,)
    commands = (label(entry.command), label(there.command)) if there else (label(entry.command),)
    return broken("LeaderCompleteness", step, words, (commitment.server, leader), index, terms, commands)


def CommittedNeverChanges(step: Step, world: World, facts: Facts, new: tuple[Commitment, ...]) -> Violation | None:
    """No two servers call different entries at one index committed. (Raft §5.4.3)"""
    for commitment in new:
        first = facts.committed[commitment.index]
        if first.entry != commitment.entry:
            return two_entries("StateMachineSafety", "committed", step, commitment.index, first, commitment)
    return None


def two_entries(prop: str, verb: str, step: Step, index: int, first: Commitment, second: Commitment) -> Violation:
    """Return the violation for two different entries at one index."""
    a, b = first.entry, second.entry
    seen = (
        f"{first.server} {verb} index {index} as {label(a.command)} (term {a.term}); {second.server} {verb}"
        f" index {index} as"
        f" {label(b.command)} (term {b.term})."
    )
    servers = (first.server, second.server)
    return broken(prop, step, seen, servers, index, (a.term, b.term), (label(a.command), label(b.command)))


def StateMachineSafety(step: Step, world: World, memory: Memory) -> Violation | None:
    """No two servers apply different commands at one index. (Raft §5.4.3)"""
    for effect in step.effects:
        if not isinstance(effect, Apply):
            continue
        server, command = memory.setdefault(effect.index, (name(step), effect.command))
        if command != effect.command:
            seen = (
                f"{server} applied {label(command)} at index {effect.index}; {name(step)} applied"
                f" {label(effect.command)} there."
            )
            commands = (label(command), label(effect.command))
            return broken("StateMachineSafety", step, seen, (server, name(step)), effect.index, (), commands)
    return None


def AppliedInOrder(step: Step, world: World, memory: Memory) -> Violation | None:
    """A server applies each index once in its life, in order, and none that is not committed. (Raft §5.3)"""
    after = step.after
    last = step.before.lastApplied if step.before is not None else None
    for effect in step.effects:
        if isinstance(effect, Apply):
            if last is not None and effect.index != last + 1:
                seen = f"{name(step)} applied index {effect.index} after index {last}."
                return broken("AppliedInOrder", step, seen, index=effect.index)
            last = effect.index
    if after is not None and after.lastApplied > after.commitIndex:
        seen = f"{name(step)} has lastApplied {after.lastApplied} and commitIndex {after.commitIndex}."
        return broken("AppliedInOrder", step, seen, index=after.lastApplied)
    return None


def SameState(step: Step, world: World, memory: Memory) -> Violation | None:
    """Servers that have applied as much are in the same state, one that restarts too. (Raft §2)

    Not one that starts: a run may begin with servers that are said to have applied entries that no one saw.
    """
    after = step.after
    if after is None or (step.before is not None and step.before.lastApplied == after.lastApplied):
        return None
    server, digest = memory.setdefault(after.lastApplied, (name(step), after.digest))
    if digest == after.digest or isinstance(step.event.act, Boot):
        return None
    seen = f"{server} and {name(step)} have both applied {after.lastApplied} entries and are in different states."
    return broken("SameState", step, seen, (server, name(step)), after.lastApplied)


def OneVotePerTerm(step: Step, world: World, memory: Memory) -> Violation | None:
    """A server votes for one candidate a term, across restarts, itself included. (Raft §5.2)"""
    for effect in step.effects:
        if isinstance(effect, Persisted) and effect.votedFor is not None:
            term, candidate = effect.currentTerm, effect.votedFor
        elif isinstance(effect, Sent):
            message = world.codec.message(effect.message)
            if not isinstance(message, RequestVoteReply) or not message.voteGranted:
                continue
            term, candidate = message.term, effect.to
        else:
            continue
        first = memory.setdefault((name(step), term), candidate)
        if first != candidate:
            seen = f"{name(step)} voted for {first} and for {candidate} in term {term}."
            return broken("OneVotePerTerm", step, seen, (name(step), first, candidate), terms=(term,))
    return None


def ElectedByMajority(step: Step, world: World, memory: Memory) -> Violation | None:
    """Whoever becomes leader has the durable votes of a majority in that term. (Raft §5.2)

    A server in a newer term may have voted, which nobody can tell any more. Nothing is said of a run that began in the
    middle: the votes may be older than it.
    """
    if step.before is None or step.after is None or not became_leader(step) or began_in_the_middle(world):
        return None
    leader, term = name(step), step.after.currentTerm
    voters = tuple(server for server, disk in world.disks.items() if may_have_voted(disk, term, leader))
    if len(voters) >= majority(world):
        return None
    had = ", ".join(voters) if voters else "nobody"
    seen = (
        f"{leader} became leader of term {term} with the votes of {had}: {len(voters)} of {len(world.servers)} servers."
    )
    return broken("ElectedByMajority", step, seen, (leader, *(v for v in voters if v != leader)), terms=(term,))


def may_have_voted(disk: Persisted, term: int, leader: str) -> bool:
    """Tell whether a disk allows that its server voted for `leader` in `term`."""
    return disk.currentTerm > term or (disk.currentTerm == term and disk.votedFor == leader)


def began_in_the_middle(world: World) -> bool:
    """Tell whether servers started with a state that they were given, or messages were on their way before the run."""
    return any(
        isinstance(each.act, Inject | Learn) or (isinstance(each.act, Boot) and each.act.term > 0)
        for each in world.events
    )


def SuccessImpliesCommitted(step: Step, world: World, facts: Facts, memory: Memory) -> Violation | None:
    """A client that hears "ok" has its command committed. (Raft §8)"""
    for effect in step.effects:
        if not isinstance(effect, Reply) or effect.outcome != OK:
            continue
        if not any(same_call(c.entry.command, effect) for c in facts.committed.values()):
            seen = (
                f"{name(step)} answered ok to call {effect.sequence} of {effect.client}; no server has"
                f" committed its command."
            )
            return broken("SuccessImpliesCommitted", step, seen)
    return None


def FailureImpliesNever(
    step: Step, world: World, facts: Facts, new: tuple[Commitment, ...], memory: Memory
) -> Violation | None:
    """An entry whose client hears of a definite failure is never committed, before that or after. (Raft §8)"""
    taken: dict[tuple[str, str, int], tuple[int, int]] = memory.setdefault("taken", {})
    denied: dict[tuple[int, int], tuple[str, str, int]] = memory.setdefault("denied", {})
    act = step.event.act
    if isinstance(act, Propose):  # a new attempt: what is said of it says nothing of an earlier one's entry
        taken.pop((name(step), act.command.client, act.command.sequence), None)
    if isinstance(act, Propose) and step.after is not None and step.before is not None:
        for index in range(len(step.before.log) + 1, len(step.after.log) + 1):
            command = step.after.log[index - 1].command
            if command is not None and command.client:
                taken[name(step), command.client, command.sequence] = (index, step.after.log[index - 1].term)
    for effect in step.effects:
        if isinstance(effect, Reply) and effect.outcome == NOT_LEADER:
            at = taken.get((name(step), effect.client, effect.sequence))
            if at is not None:
                denied[at] = (name(step), effect.client, effect.sequence)
    for commitment in (*facts.committed.values(), *new) if denied else ():
        call = denied.get((commitment.index, commitment.entry.term))
        if call is not None:
            seen = (
                f"{call[0]} told {call[1]} that call {call[2]} failed for good; its entry {commitment.index}"
                f" is committed."
            )
            return broken("FailureImpliesNever", step, seen, (call[0], commitment.server), commitment.index)
    return None


def AnsweredOnce(step: Step, world: World, memory: Memory) -> Violation | None:
    """A server answers each copy of a call that reached it at most once. (Raft §8)"""
    if isinstance(step.event.act, Propose):
        command = step.event.act.command
        key = (name(step), command.client, command.sequence)
        memory[key] = memory.get(key, 0) + 1
    for effect in step.effects:
        if isinstance(effect, Reply):
            key = (name(step), effect.client, effect.sequence)
            memory[key] = memory.get(key, 0) - 1
            if memory[key] < 0:
                seen = f"{name(step)} answered call {effect.sequence} of {effect.client} more often than it was asked."
                return broken("AnsweredOnce", step, seen)
    return None


def same_call(command: Command | None, reply: Reply) -> bool:
    """Tell whether `reply` answers `command`."""
    return command is not None and command.client == reply.client and command.sequence == reply.sequence
