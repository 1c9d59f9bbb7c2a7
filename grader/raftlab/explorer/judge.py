"""Which safety properties a state breaks, looked at only where something changed, and remembered.

The names are those of raftlab.simulator.properties; a run that is shown is judged again there, event by event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from raftlab.explorer.cluster import STEPWISE
from raftlab.explorer.local import Local
from raftlab.explorer.space import Answered, Applied, Call, Committed, Denied, Fact, Led, Loud, Space, servers_in
from raftlab.explorer.upshot import BY_ITSELF, Teller, call_of
from raftlab.server import LEADER, Entry
from raftlab.simulator.history import may_have_voted
from raftlab.simulator.monitor import RANK
from raftlab.worker.answers import Observed

HISTORIC = ("ElectionSafety", "LogMatching", "LeaderCompleteness", "StateMachineSafety")
"""The paper's own (Raft Figure 3), but for Leader Append-Only."""
GLOBAL = (
    "SameState",
    "MatchIsStored",
    "CommittedIsDurable",
    "SuccessImpliesCommitted",
    "FailureImpliesNever",
    "ElectedByMajority",
)
ALL = frozenset({*HISTORIC, *GLOBAL, *(each.__name__ for each in STEPWISE), *BY_ITSELF})
"""Every property that is looked at unless said otherwise."""
COSTLY = frozenset({"AnsweredOnce"})
"""What a search must remember more for, and so tell apart states that are otherwise one: at log 2 half as many more."""
ON_REQUEST = frozenset({"NeverCommitPrevTerm"})
"""The rule whose breach does the harm: a search that judges it finds no harm any more."""


class Judge:
    """Judges steps and states of one search."""

    def __init__(self, space: Space, properties: Iterable[str] = ALL) -> None:
        self.space = space
        self.wanted = frozenset(properties)
        count = space.count
        self.teller = Teller(space.cluster, self.wanted)
        self.majority = count // 2 + 1
        self._pair_masks = [[a | b for b in space.local_masks] for a in space.local_masks]
        self._histories: dict[int, tuple[str, ...]] = {}
        self._good_elections: list[set[int]] = [set() for _ in range(count)]
        self._good_pairs: list[list[set[int]]] = [[set() for _ in range(count)] for _ in range(count)]

    def broken(self, before: int, state: int, move: Loud) -> str | None:
        """Return a wanted property that `move`, from `before` to `state`, breaks, the worst first; None for none."""
        if move.broken:
            return min(move.broken, key=harm)
        return next((name for name in self._all(before, state, move) if name in self.wanted), None)

    def _all(self, before: int, state: int, move: Loud) -> Iterator[str]:
        if move.add & self.space.fact_mask:
            yield from self._history(state & self.space.fact_mask)
        for server in servers_in(move.elected):
            yield from self._election(state, server)
            yield from self._votes(state, server)
        for server in servers_in(move.committed):
            yield from self._commit(state, server)
        for server in servers_in(move.changed):
            for other in range(self.space.count):
                if other != server:
                    yield from self._pair(state, server, other)
        for call in move.promised:
            yield from self._promise(state, call)
        if move.answered and self._again(before, move.answered):
            yield "AnsweredOnce"

    def _again(self, before: int, answered: tuple[Call, ...]) -> bool:
        """Tell whether a call is answered that was answered before, or two of these are one."""
        asked_before = any(before & self.space.fact_bit(Answered(call)) for call in answered)
        return asked_before or len(set(answered)) < len(answered)

    def _history(self, known: int) -> tuple[str, ...]:
        """Return what the facts break among themselves."""
        found = self._histories.get(known)
        if found is None:
            found = self._histories[known] = history_broken(self.space.facts(known))
        return found

    def _promise(self, state: int, call: Call) -> Iterator[str]:
        commands = (f.entry.command for f in self.space.facts(state) if isinstance(f, Committed))
        if not any(command is not None and call_of(command) == call for command in commands):
            yield "SuccessImpliesCommitted"

    def _pair(self, state: int, server: int, other: int) -> Iterator[str]:
        good = self._good_pairs[server][other]
        key = state & self._pair_masks[server][other]
        if key not in good:
            found = pair_broken(
                self.space.local(state, server), self.space.local(state, other), self.space.cluster.names
            )
            yield from found
            if not found:
                good.add(key)

    def _votes(self, state: int, server: int) -> Iterator[str]:
        """Return what breaks where `server`, which has just become leader and still is, lacks votes.

        In an exchange with several others it may be deposed by the last of them.
        """
        locals_ = self.space.locals(state)
        seen, leader = locals_[server].seen, self.space.cluster.names[server]
        if seen is None or seen.role != LEADER:
            return
        if sum(may_have_voted(local.disk, seen.currentTerm, leader) for local in locals_) < self.majority:
            yield "ElectedByMajority"

    def _election(self, state: int, server: int) -> list[str]:
        """Return what breaks when `server` has just become leader."""
        key = state & (self.space.local_masks[server] | self.space.fact_mask)
        if key in self._good_elections[server]:
            return []
        found: list[str] = []
        facts, seen = self.space.facts(state), self.space.local(state, server).seen
        if seen and seen.role == LEADER and any(isinstance(fact, Committed) and lacks(seen, fact) for fact in facts):
            found.append("LeaderCompleteness")
        if not found:
            self._good_elections[server].add(key)
        return found

    def _commit(self, state: int, server: int) -> list[str]:
        """Return what breaks when `server` has just committed."""
        found: list[str] = []
        locals_, facts = self.space.locals(state), self.space.facts(state)
        commits = [fact for fact in facts if isinstance(fact, Committed)]
        if any(local.seen and local.seen.role == LEADER and lacks(local.seen, c) for local in locals_ for c in commits):
            found.append("LeaderCompleteness")
        seen = locals_[server].seen
        if seen is None or seen.role != LEADER:
            return found
        held = [sum(local.disk.log[:i] == seen.log[:i] for local in locals_) for i in range(len(seen.log) + 1)]
        index = seen.commitIndex
        if index >= len(held) or held[index] < self.majority:
            found.append("CommittedIsDurable")
        own = [i for i in range(index, len(held)) if i and seen.log[i - 1].term == seen.currentTerm]
        if index < len(held) and not any(held[i] >= self.majority for i in own):
            found.append("NeverCommitPrevTerm")
        return found


def harm(name: str) -> tuple[int, str]:
    """Return a key that puts first what harms most."""
    return RANK.index(name) if name in RANK else len(RANK), name


def lacks(leader: Observed, fact: Committed) -> bool:
    """Tell whether a leader of a later term than that of the commitment lacks its entry."""
    if leader.currentTerm <= fact.term:
        return False
    return len(leader.log) < fact.index or leader.log[fact.index - 1] != fact.entry


def history_broken(facts: list[Fact]) -> tuple[str, ...]:
    """Return what facts break among themselves."""
    found: list[str] = []
    terms = [fact.term for fact in facts if isinstance(fact, Led)]
    if len(terms) > len(set(terms)):
        found.append("ElectionSafety")
    entries = {(fact.index, fact.entry) for fact in facts if isinstance(fact, Committed)}
    commands = {(fact.index, fact.command) for fact in facts if isinstance(fact, Applied)}
    if any(len(pairs) > len({index for index, _ in pairs}) for pairs in (entries, commands)):
        found.append("StateMachineSafety")
    denied = {fact.call for fact in facts if isinstance(fact, Denied)}
    if any(entry.command is not None and call_of(entry.command) in denied for _, entry in entries):
        found.append("FailureImpliesNever")
    return tuple(found)


def log_of(local: Local) -> tuple[Entry, ...]:
    """Return the log of a server: in memory while it is up, else on disk."""
    return local.seen.log if local.seen is not None else local.disk.log


def pair_broken(one: Local, other: Local, names: tuple[str, ...]) -> list[str]:
    """Return what two servers break together; of matchIndex, only what `one` believes of `other`."""
    found: list[str] = []
    if not logs_match(log_of(one), log_of(other)):
        found.append("LogMatching")
    a, b = one.seen, other.seen
    if a and b and a.lastApplied == b.lastApplied and a.digest != b.digest:
        found.append("SameState")
    if a and a.role == LEADER and other.disk.currentTerm <= a.currentTerm:
        match = dict(a.matchIndex).get(names[other.server], 0)
        if match > len(a.log) or other.disk.log[:match] != a.log[:match]:
            found.append("MatchIsStored")
    return found


def logs_match(one: tuple[Entry, ...], other: tuple[Entry, ...]) -> bool:
    """Tell whether equal (index, term) means equal entries there and before. (Raft §5.3)"""
    for index in range(min(len(one), len(other)) - 1, -1, -1):
        if one[index].term == other[index].term:
            return one[: index + 1] == other[: index + 1]
    return True
