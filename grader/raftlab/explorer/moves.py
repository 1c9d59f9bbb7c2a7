"""The moves of a state: single events (fine steps), or exchanges of requests and replies (coarse steps).

Both are made of cached steps of the submission's own handlers. A path of moves can be turned into acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_

from raftlab.explorer.bounds import Budget
from raftlab.explorer.local_state import (
    CLIENT_REQUEST,
    CRASH,
    RESTART,
    LocalState,
    OperatorEvent,
    StepResult,
    Stimulus,
)
from raftlab.explorer.operator_events import operator_events
from raftlab.explorer.property_checks import PropertyChecker
from raftlab.explorer.state_encoding import (
    LOCAL_MASK,
    AnsweredCall,
    Call,
    CheckedMove,
    Move,
    MoveGroup,
    Moves,
    StateEncoder,
)
from raftlab.explorer.step_facts import StepFacts
from raftlab.server import LEADER, ConfigurationRequest

MoveEvent = tuple[int, Stimulus]
"""One event of a move: the server's position in the cluster, and its stimulus."""

GroupLookups = tuple[tuple[MoveGroup, Callable[[int], Moves | None]], ...]
"""The move groups that one server begins, each with the look-up of its moves in a state."""

NO_PROPERTIES: frozenset[str] = frozenset()
STIMULUS_BUDGETS: dict[str, tuple[Budget, ...]] = {
    CLIENT_REQUEST: ("requests",),
    CRASH: ("crashes",),
    RESTART: ("restarts",),
}
BUDGETED_TYPES = (str, tuple, OperatorEvent)
"""The types of the stimuli that spend a budget: no message and no timer does."""


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

    def __init__(self, move_generator: MoveGenerator, state: int) -> None:
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
            for budget in budgets_of(stimulus):
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
        return result

    def _record_step(self, server_bit: int, result: StepResult, facts: StepFacts) -> None:
        """Record what the properties must know of a step."""
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


class MoveGenerator:
    """The moves of one search. Subclasses define them."""

    def __init__(self, encoder: StateEncoder, checker: PropertyChecker) -> None:
        self.encoder = encoder
        self.checker = checker
        self.step_facts = checker.step_facts
        self.transitions = encoder.transitions
        self.bounds = encoder.transitions.bounds
        # For each server: (position, mask of its local state, local state -> look-ups).
        self.group_lookups: list[tuple[int, int, dict[int, GroupLookups]]] = [
            (server, mask, {}) for server, mask in enumerate(encoder.local_masks)
        ]
        self._fact_bits: dict[StepFacts, int] = {}

    def initial_state(self) -> int:
        """Return the initial state: every server has booted."""
        boots = [self.encoder.transitions.boot(server) for server in range(self.encoder.server_count)]
        for boot in boots:
            if boot.error is not None:
                raise boot.error
        return self.encoder.encode([boot.after for boot in boots])

    def groups_of(self, state: int, server: int) -> tuple[MoveGroup, ...]:
        """Return the groups of the moves that `server` begins in `state`; they depend only on its local state."""
        raise NotImplementedError

    def make_group_lookups(self, state: int, server: int) -> GroupLookups:
        """Return the groups of a server in `state` with their look-ups, and keep them for its local state."""
        _, mask, known = self.group_lookups[server]
        lookups = known[state & mask] = tuple((group, group.memo.get) for group in self.groups_of(state, server))
        return lookups

    def fact_bits_of(self, step_facts: StepFacts) -> int:
        """Return the bits of the facts that a step makes true for ever."""
        known = self._fact_bits.get(step_facts)
        if known is None:
            facts = (*step_facts.facts, *map(AnsweredCall, step_facts.answered_calls))
            known = self._fact_bits[step_facts] = reduce(or_, map(self.encoder.fact_bit, facts), 0)
        return known

    def build_moves(self, group: MoveGroup, state: int) -> Iterator[MoveBuilder]:
        """Yield the moves of `group` in `state`, also those that change nothing."""
        raise NotImplementedError

    def expand_group(self, group: MoveGroup, state: int) -> Moves:
        """Return the moves of `group` in `state`, and keep them for every state with the same bits under its mask."""
        moves = collect_moves(self.build_moves(group, state))
        group.memo[state & group.mask] = moves
        return moves

    def apply_send_only_moves(self, state: int) -> int:
        """Return `state` after every move that only adds messages in flight.

        Messages are never removed, so such a move disables no other move, and no property depends on it: both states
        have the same future (an ample set of one). Only fine steps have such moves.
        """
        return state

    def is_over_in_flight_limit(self, state: int) -> bool:
        """Return whether more messages are in flight than the bounds allow; such a state is not expanded."""
        limit = self.bounds.in_flight
        return limit is not None and (state & self.encoder.message_mask).bit_count() > limit

    def build_all_moves(self, state: int) -> Iterator[MoveBuilder]:
        """Yield all moves of `state`, also those that change nothing."""
        for server in range(self.encoder.server_count):
            for group in self.groups_of(state, server):
                yield from self.build_moves(group, state)

    def replay_events(self, state: int, events: Iterable[MoveEvent]) -> tuple[list[StepResult], int]:
        """Return the results of a move's events in `state`, and the state they lead to."""
        move = MoveBuilder(self, state)
        results = []
        for server, stimulus in events:
            result = move.take_step(server, stimulus)
            results.append(result)
            if not self.bounds.coarse:
                for number in result.sent_messages:
                    move.add_bits |= self.encoder.message_bit(number)
        return results, state ^ move.flip_bits | move.add_bits

    def local_moves(self, state: int, server: int) -> Iterator[MoveBuilder]:
        """Yield the moves of a server that need no message and no timer: restart, crash and client request."""
        local = self.encoder.local_state(state, server)
        if local.observed is None:
            if self.encoder.has_budget_left(state, "restarts"):
                yield self.event_move(state, server, RESTART)
            return
        if local.observed.role == LEADER and self.encoder.has_budget_left(state, "requests"):
            yield from self.event_moves_with_crashes(state, server, CLIENT_REQUEST)
        for event in operator_events(self.bounds, local.observed):
            if self.encoder.has_budget_left(state, budgets_of(event)[0]):
                yield from self.event_moves_with_crashes(state, server, event)
        if self.encoder.has_budget_left(state, "crashes"):
            yield self.event_move(state, server, CRASH)

    def event_move(self, state: int, server: int, stimulus: Stimulus) -> MoveBuilder:
        """Return the move of one event; with fine steps its messages are then in flight."""
        move = MoveBuilder(self, state)
        result = move.take_step(server, stimulus)
        if not self.bounds.coarse:
            for number in result.sent_messages:
                move.add_bits |= self.encoder.message_bit(number)
        return move

    def event_moves_with_crashes(self, state: int, server: int, stimulus: Stimulus) -> Iterator[MoveBuilder]:
        """Yield the move of one event, and those in which the server crashes between two of its effects."""
        yield self.event_move(state, server, stimulus)
        if self.encoder.has_budget_left(state, "crashes"):
            effects = self.encoder.transitions.step(self.encoder.local_state(state, server), stimulus).effects
            for count in range(1, len(effects)):
                yield self.event_move(state, server, (stimulus, count))


def budgets_of(stimulus: Stimulus) -> tuple[Budget, ...]:
    """Return the budgets that `stimulus` spends."""
    if isinstance(stimulus, tuple):
        return (*budgets_of(stimulus[0]), "crashes")
    if isinstance(stimulus, OperatorEvent):
        return ("changes",) if isinstance(stimulus.request, ConfigurationRequest) else ("compactions",)
    return STIMULUS_BUDGETS.get(stimulus, ()) if isinstance(stimulus, str) else ()


def collect_moves(builders: Iterable[MoveBuilder]) -> Moves:
    """Return the effective moves, without repeats."""
    quiet: dict[Move, None] = {}
    loud: dict[CheckedMove, None] = {}
    for move in builders:
        if move.is_effective:
            checked_move = move.checked_move
            if checked_move is None:
                quiet[move.flip_bits, move.add_bits] = None
            else:
                loud[checked_move] = None
    return tuple(quiet), tuple(loud), len(quiet) + len(loud)
