"""The facts of one step: the facts that it adds for good, the calls that it answers, the properties that it breaks."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from raftlab.explorer.local_state import CLIENT_REQUEST, RESUME, StepResult, Stimulus, TimerEvent, read_number_of_client
from raftlab.explorer.state_encoding import AppliedCommand, Call, CommittedEntry, Fact, FailedCall, LedTerm
from raftlab.explorer.transitions import TransitionCache
from raftlab.server import NOT_LEADER, REFUSED, Command, Reply
from raftlab.simulator.event_properties import OnlyAppendsDelete
from raftlab.simulator.run_properties import OneVotePerTerm
from raftlab.simulator.world import Step
from raftlab.trace import AnyAct, Deliver, Event, Propose, Timeout
from raftlab.worker.responses import ObservedState, PersistEffect

SINGLE_STEP_PROPERTIES = (OneVotePerTerm.__name__, OnlyAppendsDelete.__name__, "AnsweredOnce")
"""Properties that one step can break by itself, in addition to STEP_PROPERTIES."""


class StepFacts(msgspec.Struct, frozen=True, eq=False):
    """The facts of a step. `answered_calls` are the calls that it answers and whose entry is in the server's log."""

    facts: tuple[Fact, ...] = ()
    answered_calls: tuple[Call, ...] = ()
    broken_properties: frozenset[str] = frozenset()
    needs_check: bool = False


class StepFactsCache:
    """Computes the facts of each step of a search once."""

    def __init__(self, transitions: TransitionCache, properties: frozenset[str]) -> None:
        self._transitions = transitions
        self._properties = properties
        self._world = transitions.world
        self.cache: dict[StepResult, StepFacts] = {}

    def facts_of(self, stimulus: Stimulus, result: StepResult) -> StepFacts:
        """Return the facts of `result`, the step of a server on `stimulus`."""
        facts = self.cache.get(result)
        if facts is None:
            facts = self.cache[result] = self._make_step_facts(stimulus, result)
        return facts

    def _make_step_facts(self, stimulus: Stimulus, result: StepResult) -> StepFacts:
        if result.error is not None:
            return StepFacts(broken_properties=frozenset({type(result.error).__name__}), needs_check=True)
        answered = tuple(answered_calls_of(result)) if "AnsweredOnce" in self._properties else ()
        broken = {name for name in result.broken_properties if name in self._properties}
        broken |= {name for name in self._broken_properties(stimulus, result, answered) if name in self._properties}
        facts = tuple(self._new_facts(stimulus, result))
        return StepFacts(facts, answered, frozenset(broken), result.needs_check or bool(facts or answered or broken))

    def _new_facts(self, stimulus: Stimulus, result: StepResult) -> Iterator[Fact]:
        seen, server = result.after.observed, result.before.server
        if seen is not None and result.is_elected:
            yield LedTerm(seen.currentTerm, server)
        if seen is not None:
            yield from (CommittedEntry(index, entry, seen.currentTerm) for index, entry in result.committed_entries)
        yield from (AppliedCommand(index, command) for index, command in result.applied_commands)
        if "FailureImpliesNever" in self._properties:
            yield from map(FailedCall, failed_calls_of(stimulus, result))

    def _broken_properties(
        self, stimulus: Stimulus, result: StepResult, answered_calls: tuple[Call, ...]
    ) -> Iterator[str]:
        if len(answered_calls) > len(set(answered_calls)):
            yield "AnsweredOnce"
        act = self._act_of(stimulus, result) if is_vote_or_truncation(result) else None
        if act is None:
            return
        server, disk = self._transitions.server_names[result.before.server], result.before.disk
        step = Step(Event(1, 0.0, act, server), result.before.observed, result.after.observed, result.effects)
        votes = {(server, disk.currentTerm): disk.votedFor} if disk.votedFor is not None else {}
        results = OneVotePerTerm(step, self._world, votes), OnlyAppendsDelete(step, self._world, {})
        yield from (violation.property for violation in results if violation is not None)

    def _act_of(self, stimulus: Stimulus, result: StepResult) -> AnyAct | None:
        """Return the stimulus as an act; None for a crash or restart, which these properties do not check."""
        event = stimulus[0] if isinstance(stimulus, tuple) else stimulus
        if event == RESUME and result.before.held is not None:
            event = result.before.held.stimulus
        server = self._transitions.server_names[result.before.server]
        if isinstance(event, TimerEvent):
            return Timeout(server, event.timer)
        if isinstance(event, int):
            numbered = self._transitions.messages[event]
            return Deliver(
                self._transitions.server_names[numbered.source], server, self._transitions.codec.decode(numbered.data)
            )
        return Propose(server, self._transitions.client_command(result.before)) if event == CLIENT_REQUEST else None


def is_vote_or_truncation(result: StepResult) -> bool:
    """Return whether a step made another vote durable, or shortened the log; few steps do."""
    disk, a, b = result.before.disk, result.before.observed, result.after.observed
    if a is not None and b is not None and len(b.log) < len(a.log):
        return True
    return any(isinstance(e, PersistEffect) and e.votedFor not in (None, disk.votedFor) for e in result.effects)


def answered_calls_of(result: StepResult) -> Iterator[Call]:
    """Yield the calls that a step answers and whose entry is or was in the log, once per answer.

    A search never proposes the same entry twice, so each call may be answered only once.
    """
    in_log = calls_in_log(result.before.observed) | calls_in_log(result.after.observed)
    replies = (effect for effect in result.effects if isinstance(effect, Reply))
    yield from ((each.client, each.sequence) for each in replies if (each.client, each.sequence) in in_log)


def failed_calls_of(stimulus: Stimulus, result: StepResult) -> Iterator[Call]:
    """Yield the calls that fail for good in a step although they were accepted: they waited, or are in the log."""
    is_request = stimulus == CLIENT_REQUEST or (isinstance(stimulus, tuple) and stimulus[0] == CLIENT_REQUEST)
    for effect in result.effects:
        if isinstance(effect, Reply) and effect.outcome in (NOT_LEADER, REFUSED):
            call = effect.client, effect.sequence
            if read_number_of_client(effect.client) is not None:
                continue  # a get may be refused at any time
            if effect.outcome == REFUSED and call in applied_calls(result.after.observed):
                continue  # applying it said so
            if not is_request or call in calls_in_log(result.after.observed):
                yield call


def applied_calls(observed: ObservedState | None) -> set[Call]:
    """Return the calls whose entries are applied."""
    applied = observed.log[: observed.lastApplied] if observed is not None else ()
    return {call_of(entry.command) for entry in applied if entry.command is not None}


def calls_in_log(observed: ObservedState | None) -> set[Call]:
    """Return the calls whose entries are in the log."""
    return (
        {call_of(entry.command) for entry in observed.log if entry.command is not None}
        if observed is not None
        else set()
    )


def call_of(command: Command) -> Call:
    """Return the call of a command."""
    return command.client, command.sequence
