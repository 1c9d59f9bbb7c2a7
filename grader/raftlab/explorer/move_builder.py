"""A move under construction: steps of several servers, one after the other."""

from __future__ import annotations

from typing import Protocol

from raftlab.explorer.bounds import Budget
from raftlab.explorer.event_budgets import BUDGETED_TYPES, spent_budgets
from raftlab.explorer.local_state import LocalState, StepResult, Stimulus
from raftlab.explorer.permanent_facts import StepFacts, StepFactsCache
from raftlab.explorer.property_checks import PropertyChecker
from raftlab.explorer.read_freshness import ClientReadBits
from raftlab.explorer.state_encoding import LOCAL_MASK, Call, CheckedMove, StateEncoder
from raftlab.explorer.transitions import TransitionCache

MoveEvent = tuple[int, Stimulus]
"""One event of a move: the server's position in the cluster, and its stimulus."""

NO_PROPERTIES: frozenset[str] = frozenset()


class MoveContext(Protocol):
    """The parts of a search that its moves need."""

    encoder: StateEncoder
    checker: PropertyChecker
    step_facts: StepFactsCache
    transitions: TransitionCache

    def fact_bits_of(self, step_facts: StepFacts) -> int:
        """Return the bits of the facts that a step adds; facts stay true."""


class MoveBuilder:
    """A move under construction: the changed local states, the messages sent, and the properties broken."""

    __slots__ = (
        "_acknowledged_calls",
        "_answered_calls",
        "_changed_servers",
        "_committed_servers",
        "_elected_servers",
        "_local_states",
        "_move_generator",
        "_needs_check",
        "_state",
        "add_bits",
        "broken_properties",
        "events",
        "flip_bits",
        "has_lost_reply",
        "is_pending",
        "is_within_bounds",
    )

    def __init__(self, move_generator: MoveContext, state: int) -> None:
        self._move_generator = move_generator
        self._state = state
        self._local_states: dict[int, LocalState] = {}
        self._needs_check = False  # some step requires that properties are checked
        self._changed_servers = self._elected_servers = self._committed_servers = 0
        self._acknowledged_calls: tuple[Call, ...] = ()
        self._answered_calls: tuple[Call, ...] = ()
        self.events: list[MoveEvent] = []
        self.flip_bits = 0
        self.add_bits = 0
        self.broken_properties: frozenset[str] = NO_PROPERTIES
        self.is_within_bounds = True
        self.has_lost_reply = False  # a reply caused a message at once, and it was lost
        self.is_pending = False  # a step of it is not requested yet, so the move is incomplete

    def take_step(self, server: int, stimulus: Stimulus) -> StepResult:
        """Add the step of one server on one stimulus; return its result."""
        generator = self._move_generator
        shift = generator.encoder.local_shifts[server]
        local = self._local_states.get(server) or generator.transitions.local_states[self._state >> shift & LOCAL_MASK]
        if type(stimulus) in BUDGETED_TYPES:
            for budget in spent_budgets(stimulus):
                self.spend_budget(budget)
        result = local.step_cache.get(stimulus) or generator.transitions.step(local, stimulus)
        if result.is_pending:
            self.is_pending = True
            return result
        self.events.append((server, stimulus))
        self.flip_bits ^= result.flip_bits << shift
        after = self._local_states[server] = result.after
        if not after.is_within_bounds:
            self.is_within_bounds = False
        step_facts = generator.step_facts.cache.get(result) or generator.step_facts.facts_of(stimulus, result)
        if step_facts.needs_check:
            self._record_step(1 << server, result, step_facts)
        if generator.encoder.read_fields is not None:
            self._note_reads(generator.encoder.read_fields, stimulus, result)
        return result

    def _note_reads(self, read_fields: ClientReadBits, stimulus: Stimulus, result: StepResult) -> None:
        """Record gets that began, their answers, and whether an answer was stale."""
        flip_bits, broken = read_fields.note_step(self._state ^ self.flip_bits, stimulus, result)
        self.flip_bits ^= flip_bits
        if broken in self._move_generator.checker.properties:
            self._needs_check = True
            self.broken_properties |= {broken}

    def _record_step(self, server_bit: int, result: StepResult, facts: StepFacts) -> None:
        """Record the facts of a step that the properties need."""
        self._needs_check = True
        if result.is_changed:
            self._changed_servers |= server_bit
        if result.is_elected:
            self._elected_servers |= server_bit
        if result.committed_entries:
            self._committed_servers |= server_bit
        self._acknowledged_calls += result.acknowledged_calls
        self._answered_calls += facts.answered_calls
        if facts.broken_properties:
            self.broken_properties |= facts.broken_properties
        self.add_bits |= self._move_generator.fact_bits_of(facts)

    def spend_budget(self, budget: Budget) -> None:
        """Spend one unit of a budget."""
        self.flip_bits ^= self._move_generator.encoder.budget_flip(self._state ^ self.flip_bits, budget)

    @property
    def is_effective(self) -> bool:
        """Return whether the move changes the state within the bounds, or breaks a property."""
        return bool(self.broken_properties or (self.is_within_bounds and (self.flip_bits or self.add_bits)))

    @property
    def is_send_only(self) -> bool:
        """Return whether the move only adds messages in flight."""
        return self.is_within_bounds and not self.flip_bits and self.add_bits != 0 and not self._needs_check

    @property
    def checked_move(self) -> CheckedMove | None:
        """Return the move if properties must be checked after it, else None."""
        if not self._needs_check:
            return None
        return CheckedMove(
            self.flip_bits,
            self.add_bits,
            changed_servers=self._changed_servers,
            elected_servers=self._elected_servers,
            committed_servers=self._committed_servers,
            acknowledged_calls=self._acknowledged_calls,
            answered_calls=self._answered_calls,
            broken_properties=self.broken_properties,
        )
