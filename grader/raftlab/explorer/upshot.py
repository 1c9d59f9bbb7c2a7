"""What the judge must know of one step: what it makes true for good, whom it answers, and what it breaks by itself."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from raftlab.explorer.cluster import Cluster
from raftlab.explorer.local import ASK, Advance, Fire, Stimulus
from raftlab.explorer.space import Applied, Call, Committed, Denied, Fact, Led
from raftlab.server import NOT_LEADER, Command, Reply
from raftlab.simulator.history import OneVotePerTerm
from raftlab.simulator.properties import OnlyAppendsDelete
from raftlab.simulator.world import Step, World
from raftlab.trace import AnyAct, Deliver, Event, Propose, Timeout
from raftlab.worker.answers import Observed, Persisted

BY_ITSELF = (OneVotePerTerm.__name__, OnlyAppendsDelete.__name__, "AnsweredOnce")
"""What a step can break whatever else is true, besides what the cluster's own steps are judged by."""


class Upshot(msgspec.Struct, frozen=True, eq=False):
    """What a step comes to. `answered` are the calls that it answers, of those whose entry its server's log holds."""

    facts: tuple[Fact, ...] = ()
    answered: tuple[Call, ...] = ()
    broken: frozenset[str] = frozenset()
    loud: bool = False


class Teller:
    """Tells the upshots of one search's steps; each step once."""

    def __init__(self, cluster: Cluster, wanted: frozenset[str]) -> None:
        self._cluster = cluster
        self._wanted = wanted
        self._world = World(cluster.host, cluster.codec, cluster.names, cluster.bounds.options)
        self.known: dict[Advance, Upshot] = {}

    def upshot(self, stimulus: Stimulus, advance: Advance) -> Upshot:
        """Return what `advance`, which `stimulus` made of its server, comes to."""
        told = self.known.get(advance)
        if told is None:
            told = self.known[advance] = self._upshot(stimulus, advance)
        return told

    def _upshot(self, stimulus: Stimulus, advance: Advance) -> Upshot:
        if advance.fault is not None:
            return Upshot(broken=frozenset({type(advance.fault).__name__}), loud=True)
        answered = tuple(answered_by(advance)) if "AnsweredOnce" in self._wanted else ()
        broken = {name for name in advance.broken if name in self._wanted}
        broken |= {name for name in self._broken(stimulus, advance, answered) if name in self._wanted}
        facts = tuple(self._facts(stimulus, advance))
        return Upshot(facts, answered, frozenset(broken), advance.loud or bool(facts or answered or broken))

    def _facts(self, stimulus: Stimulus, advance: Advance) -> Iterator[Fact]:
        seen, server = advance.after.seen, advance.before.server
        if seen is not None and advance.elected:
            yield Led(seen.currentTerm, server)
        if seen is not None:
            yield from (Committed(index, entry, seen.currentTerm) for index, entry in advance.committed)
        yield from (Applied(index, command) for index, command in advance.applied)
        if "FailureImpliesNever" in self._wanted:
            yield from map(Denied, denied_by(stimulus, advance))

    def _broken(self, stimulus: Stimulus, advance: Advance, answered: tuple[Call, ...]) -> Iterator[str]:
        if len(answered) > len(set(answered)):
            yield "AnsweredOnce"
        act = self._act(stimulus, advance) if votes_or_deletes(advance) else None
        if act is None:
            return
        server, disk = self._cluster.names[advance.before.server], advance.before.disk
        step = Step(Event(1, 0.0, act, server), advance.before.seen, advance.after.seen, advance.effects)
        votes = {(server, disk.currentTerm): disk.votedFor} if disk.votedFor is not None else {}
        found = OneVotePerTerm(step, self._world, votes), OnlyAppendsDelete(step, self._world, {})
        yield from (violation.property for violation in found if violation is not None)

    def _act(self, stimulus: Stimulus, advance: Advance) -> AnyAct | None:
        """Return the stimulus as an act; None for a crash and a restart, which a step does not tell from others."""
        whole = stimulus[0] if isinstance(stimulus, tuple) else stimulus
        server = self._cluster.names[advance.before.server]
        if isinstance(whole, Fire):
            return Timeout(server, whole.timer)
        if isinstance(whole, int):
            post = self._cluster.posts[whole]
            return Deliver(self._cluster.names[post.source], server, self._cluster.codec.message(post.data))
        return Propose(server, self._cluster.command(advance.before)) if whole == ASK else None


def votes_or_deletes(advance: Advance) -> bool:
    """Tell whether a step made another vote durable, or left a shorter log; few do."""
    disk, a, b = advance.before.disk, advance.before.seen, advance.after.seen
    if a is not None and b is not None and len(b.log) < len(a.log):
        return True
    return any(isinstance(e, Persisted) and e.votedFor not in (None, disk.votedFor) for e in advance.effects)


def answered_by(advance: Advance) -> Iterator[Call]:
    """Return the calls that a step answers, each as often as it does, of those whose entry the log holds or held.

    A search never asks twice for the same entry, so one answer to it is all there may be.
    """
    held = calls_in(advance.before.seen) | calls_in(advance.after.seen)
    replies = (effect for effect in advance.effects if isinstance(effect, Reply))
    yield from ((each.client, each.sequence) for each in replies if (each.client, each.sequence) in held)


def denied_by(stimulus: Stimulus, advance: Advance) -> Iterator[Call]:
    """Return the calls that a step says failed for good though they were taken: they waited, or their entry is held."""
    asked = stimulus == ASK or (isinstance(stimulus, tuple) and stimulus[0] == ASK)
    for effect in advance.effects:
        if isinstance(effect, Reply) and effect.outcome == NOT_LEADER:
            call = effect.client, effect.sequence
            if not asked or call in calls_in(advance.after.seen):
                yield call


def calls_in(seen: Observed | None) -> set[Call]:
    """Return the calls whose entries a log holds."""
    return {call_of(entry.command) for entry in seen.log if entry.command is not None} if seen is not None else set()


def call_of(command: Command) -> Call:
    """Return the name of the call that caused a command."""
    return command.client, command.sequence
