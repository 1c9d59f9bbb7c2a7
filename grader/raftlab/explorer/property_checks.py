"""The safety properties that a state breaks. Only changed parts are checked, and results are cached.

The names are the same as in raftlab.simulator.property_monitor, which checks the counterexample again, event by event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from raftlab.explorer.local_state import LocalState
from raftlab.explorer.permanent_facts import SINGLE_STEP_PROPERTIES, StepFactsCache, call_of
from raftlab.explorer.state_encoding import (
    AnsweredCall,
    AppliedCommand,
    Call,
    CheckedMove,
    CommittedEntry,
    Fact,
    FailedCall,
    LedTerm,
    StateEncoder,
    servers_in_bitset,
)
from raftlab.explorer.step_properties import STEP_PROPERTIES
from raftlab.server import LEADER, Entry
from raftlab.simulator.governing_configuration import has_majority
from raftlab.simulator.property_monitor import SEVERITY_ORDER
from raftlab.simulator.run_properties import may_have_voted
from raftlab.worker.responses import ObservedState

FIGURE3_PROPERTIES = ("ElectionSafety", "LogMatching", "LeaderCompleteness", "StateMachineSafety")
"""The properties of Raft Figure 3, except Leader Append-Only."""
CLUSTER_PROPERTIES = (
    "SameState",
    "MatchIsStored",
    "CommittedIsDurable",
    "SuccessImpliesCommitted",
    "FailureImpliesNever",
    "ElectedByMajority",
    "Linearizability",
)
DEFAULT_PROPERTIES = frozenset(
    {*FIGURE3_PROPERTIES, *CLUSTER_PROPERTIES, *(each.__name__ for each in STEP_PROPERTIES), *SINGLE_STEP_PROPERTIES}
) - {"OneChangeAtATime", "ChangeNeedsOwnTerm"}
"""The properties that are checked by default."""
COSTLY_PROPERTIES = frozenset({"AnsweredOnce"})
"""Properties that need more facts in a state, so that there are more states: half as many more with log 2."""
OPTIONAL_PROPERTIES = frozenset({"NeverCommitPrevTerm", "OneChangeAtATime", "ChangeNeedsOwnTerm"})
"""Rules whose violation leads to harm: a search that checks them stops before it finds the harm."""


class PropertyChecker:
    """Checks the steps and states of one search."""

    def __init__(self, encoder: StateEncoder, properties: Iterable[str] = DEFAULT_PROPERTIES) -> None:
        self.encoder = encoder
        self.properties = frozenset(properties)
        count = encoder.server_count
        self.step_facts = StepFactsCache(encoder.transitions, self.properties)
        self._governing = encoder.transitions.world.governing
        self._pair_masks = [[a | b for b in encoder.local_masks] for a in encoder.local_masks]
        self._broken_by_facts_cache: dict[int, tuple[str, ...]] = {}
        self._good_elections: list[set[int]] = [set() for _ in range(count)]
        self._good_pairs: list[list[set[int]]] = [[set() for _ in range(count)] for _ in range(count)]

    def broken_property(self, before: int, state: int, move: CheckedMove) -> str | None:
        """Return a selected property that `move`, from `before` to `state`, breaks, the worst first; None if none."""
        if move.broken_properties:
            return min(move.broken_properties, key=severity_key)
        return next((name for name in self._broken_properties(before, state, move) if name in self.properties), None)

    def _broken_properties(self, before: int, state: int, move: CheckedMove) -> Iterator[str]:
        if move.add_bits & self.encoder.fact_mask:
            yield from self._broken_by_facts(state & self.encoder.fact_mask)
        for server in servers_in_bitset(move.elected_servers):
            yield from self._check_election(state, server)
            yield from self._check_votes(state, server)
        for server in servers_in_bitset(move.committed_servers):
            yield from self._check_commit(state, server)
        for server in servers_in_bitset(move.changed_servers):
            for other in range(self.encoder.server_count):
                if other != server:
                    yield from self._check_pair(state, server, other)
        for call in move.acknowledged_calls:
            yield from self._check_acknowledged(state, call)
        if move.answered_calls and self._is_answered_twice(before, move.answered_calls):
            yield "AnsweredOnce"

    def _is_answered_twice(self, before: int, answered_calls: tuple[Call, ...]) -> bool:
        """Return whether a call was answered before, or is answered twice in this move."""
        was_answered = any(before & self.encoder.fact_bit(AnsweredCall(call)) for call in answered_calls)
        return was_answered or len(set(answered_calls)) < len(answered_calls)

    def _broken_by_facts(self, fact_bits: int) -> tuple[str, ...]:
        """Return the properties that the facts break together, from the cache."""
        found = self._broken_by_facts_cache.get(fact_bits)
        if found is None:
            found = self._broken_by_facts_cache[fact_bits] = properties_broken_by_facts(self.encoder.facts(fact_bits))
        return found

    def _check_acknowledged(self, state: int, call: Call) -> Iterator[str]:
        commands = (f.entry.command for f in self.encoder.facts(state) if isinstance(f, CommittedEntry))
        if not any(command is not None and call_of(command) == call for command in commands):
            yield "SuccessImpliesCommitted"

    def _check_pair(self, state: int, server: int, other: int) -> Iterator[str]:
        good = self._good_pairs[server][other]
        key = state & self._pair_masks[server][other]
        if key not in good:
            found = properties_broken_by_pair(
                self.encoder.local_state(state, server),
                self.encoder.local_state(state, other),
                self.encoder.transitions.server_names,
            )
            yield from found
            if not found:
                good.add(key)

    def _check_votes(self, state: int, server: int) -> Iterator[str]:
        """Yield ElectedByMajority if `server`, which has just become leader and still leads, lacks votes.

        In an exchange with several servers the last one may depose it.
        """
        locals_ = self.encoder.local_states(state)
        seen, leader = locals_[server].observed, self.encoder.transitions.server_names[server]
        if seen is None or seen.role != LEADER:
            return
        names = self.encoder.transitions.server_names
        voters = [names[local.server] for local in locals_ if may_have_voted(local.disk, seen.currentTerm, leader)]
        if not has_majority(self._governing(seen.log), voters):
            yield "ElectedByMajority"

    def _check_election(self, state: int, server: int) -> list[str]:
        """Return the properties broken by `server`, which has just become leader."""
        key = state & (self.encoder.local_masks[server] | self.encoder.fact_mask)
        if key in self._good_elections[server]:
            return []
        found: list[str] = []
        facts, seen = self.encoder.facts(state), self.encoder.local_state(state, server).observed
        if (
            seen
            and seen.role == LEADER
            and any(isinstance(fact, CommittedEntry) and log_lacks_entry(seen, fact) for fact in facts)
        ):
            found.append("LeaderCompleteness")
        if not found:
            self._good_elections[server].add(key)
        return found

    def _check_commit(self, state: int, server: int) -> list[str]:
        """Return the properties broken by `server`, which has just committed."""
        found: list[str] = []
        locals_, facts = self.encoder.local_states(state), self.encoder.facts(state)
        commits = [fact for fact in facts if isinstance(fact, CommittedEntry)]
        if any(
            local.observed and local.observed.role == LEADER and log_lacks_entry(local.observed, c)
            for local in locals_
            for c in commits
        ):
            found.append("LeaderCompleteness")
        seen = locals_[server].observed
        if seen is None or seen.role != LEADER:
            return found
        names, configuration = self.encoder.transitions.server_names, self._governing(seen.log)
        durable = [
            has_majority(configuration, [names[each.server] for each in locals_ if each.disk.log[:i] == seen.log[:i]])
            for i in range(len(seen.log) + 1)
        ]
        index = seen.commitIndex
        if index >= len(durable) or not durable[index]:
            found.append("CommittedIsDurable")
        own = [i for i in range(index, len(durable)) if i and seen.log[i - 1].term == seen.currentTerm]
        if index < len(durable) and not any(durable[i] for i in own):
            found.append("NeverCommitPrevTerm")
        return found


def severity_key(property_name: str) -> tuple[int, str]:
    """Return a sort key that puts the worst property first."""
    return SEVERITY_ORDER.index(property_name) if property_name in SEVERITY_ORDER else len(
        SEVERITY_ORDER
    ), property_name


def log_lacks_entry(leader: ObservedState, commitment: CommittedEntry) -> bool:
    """Return whether a leader of a later term than the commitment's lacks its entry."""
    if leader.currentTerm <= commitment.term:
        return False
    return len(leader.log) < commitment.index or leader.log[commitment.index - 1] != commitment.entry


def properties_broken_by_facts(facts: list[Fact]) -> tuple[str, ...]:
    """Return the properties that the facts break together."""
    found: list[str] = []
    terms = [fact.term for fact in facts if isinstance(fact, LedTerm)]
    if len(terms) > len(set(terms)):
        found.append("ElectionSafety")
    entries = {(fact.index, fact.entry) for fact in facts if isinstance(fact, CommittedEntry)}
    commands = {(fact.index, fact.command) for fact in facts if isinstance(fact, AppliedCommand)}
    if any(len(pairs) > len({index for index, _ in pairs}) for pairs in (entries, commands)):
        found.append("StateMachineSafety")
    failed = {fact.call for fact in facts if isinstance(fact, FailedCall)}
    if any(entry.command is not None and call_of(entry.command) in failed for _, entry in entries):
        found.append("FailureImpliesNever")
    return tuple(found)


def log_of(local_state: LocalState) -> tuple[Entry, ...]:
    """Return the log of a server: in memory if it is up, else on disk."""
    return local_state.observed.log if local_state.observed is not None else local_state.disk.log


def properties_broken_by_pair(first: LocalState, second: LocalState, server_names: tuple[str, ...]) -> list[str]:
    """Return the properties that two servers break together; of matchIndex, only `first`'s for `second`."""
    found: list[str] = []
    if not logs_match(log_of(first), log_of(second)):
        found.append("LogMatching")
    a, b = first.observed, second.observed
    if a and b and a.lastApplied == b.lastApplied and a.digest != b.digest:
        found.append("SameState")
    if a and a.role == LEADER and second.disk.currentTerm <= a.currentTerm:
        match = dict(a.matchIndex).get(server_names[second.server], 0)
        if match > len(a.log) or second.disk.log[:match] != a.log[:match]:
            found.append("MatchIsStored")
    return found


def logs_match(log: tuple[Entry, ...], other_log: tuple[Entry, ...]) -> bool:
    """Return whether equal (index, term) means equal entries there and before. (Raft §5.3)"""
    for index in range(min(len(log), len(other_log)) - 1, -1, -1):
        if log[index].term == other_log[index].term:
            return log[: index + 1] == other_log[: index + 1]
    return True
