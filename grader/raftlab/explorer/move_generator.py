"""The moves of a state: single events (fine steps), or exchanges of requests and replies (coarse steps).

Both are made of cached steps of the submission's own handlers. A path of moves can be turned into acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_

from raftlab.explorer.event_budgets import spent_budgets
from raftlab.explorer.io_clock_events import clock_events, read_write_events
from raftlab.explorer.local_state import (
    CLIENT_REQUEST,
    CRASH,
    RESTART,
    RESUME,
    TICK,
    PauseEvent,
    StepResult,
    Stimulus,
    WriteEndEvent,
)
from raftlab.explorer.move_builder import MoveBuilder as MoveBuilder
from raftlab.explorer.move_builder import MoveEvent as MoveEvent
from raftlab.explorer.operator_events import operator_events
from raftlab.explorer.permanent_facts import StepFacts
from raftlab.explorer.property_checks import PropertyChecker
from raftlab.explorer.server_surroundings import initial_timed_state
from raftlab.explorer.state_encoding import (
    AnsweredCall,
    CheckedMove,
    Move,
    MoveMemo,
    Moves,
    StateEncoder,
)
from raftlab.server import LEADER

GroupLookups = tuple[tuple[MoveMemo, Callable[[int], Moves | None]], ...]
"""The move groups that one server begins, each with the look-up of its moves in a state."""


class MoveGenerator:
    """The moves of one search. Subclasses define them."""

    def __init__(self, encoder: StateEncoder, checker: PropertyChecker) -> None:
        self.encoder = encoder
        self.checker = checker
        self.step_facts = checker.step_facts
        self.transitions = encoder.transitions
        self.bounds = encoder.transitions.bounds
        self.tick_group = encoder.new_group(0, tuple(range(1, encoder.server_count))) if self.bounds.ticks else None
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
        if self.bounds.ticks:
            return self.encoder.encode([self.transitions.keep(initial_timed_state(boot.after)) for boot in boots])
        return self.encoder.encode([boot.after for boot in boots])

    def groups_of(self, state: int, server: int) -> tuple[MoveMemo, ...]:
        """Return the groups of the moves that `server` begins in `state`; they depend only on its local state."""
        raise NotImplementedError

    def make_group_lookups(self, state: int, server: int) -> GroupLookups:
        """Return the groups of a server in `state` with their look-ups, and keep them for its local state."""
        _, mask, known = self.group_lookups[server]
        lookups = known[state & mask] = tuple((group, group.memo.get) for group in self.groups_of(state, server))
        return lookups

    def fact_bits_of(self, step_facts: StepFacts) -> int:
        """Return the bits of the facts that a step adds; facts stay true."""
        known = self._fact_bits.get(step_facts)
        if known is None:
            facts = (*step_facts.facts, *map(AnsweredCall, step_facts.answered_calls))
            known = self._fact_bits[step_facts] = reduce(or_, map(self.encoder.fact_bit, facts), 0)
        return known

    def build_moves(self, group: MoveMemo, state: int) -> Iterator[MoveBuilder]:
        """Yield the moves of `group` in `state`, also those that change nothing."""
        raise NotImplementedError

    def expand_group(self, group: MoveMemo, state: int) -> Moves:
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
        if local.held is not None:
            yield self.event_move(state, server, RESUME)
            return
        if local.observed.role == LEADER and self.encoder.has_budget_left(state, "requests"):
            yield from self.event_moves_with_crashes(state, server, CLIENT_REQUEST)
        for event in operator_events(self.bounds, local.observed):
            if self.encoder.has_budget_left(state, spent_budgets(event)[0]):
                yield from self.event_moves_with_crashes(state, server, event)
        if self.bounds.has_operations:
            for stimulus in read_write_events(self.encoder, state, local):
                yield from self.event_moves_with_crashes(state, server, stimulus)
            for stimulus in clock_events(self.encoder, state, local):
                yield self.event_move(state, server, stimulus)
        if self.encoder.has_budget_left(state, "crashes"):
            yield self.event_move(state, server, CRASH)

    def tick_moves(self, state: int) -> Iterator[MoveBuilder]:
        """Yield the move in which time passes, for every server."""
        if self.encoder.has_budget_left(state, "ticks"):
            move = MoveBuilder(self, state)
            move.spend_budget("ticks")
            for server in range(self.encoder.server_count):
                move.take_step(server, TICK)
            yield move

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
        if (
            self.bounds.pauses
            and self.encoder.has_budget_left(state, "pauses")
            and not isinstance(stimulus, WriteEndEvent)
        ):
            yield self.event_move(state, server, PauseEvent(stimulus))


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
