"""The moves of a state: one event each (fine), or one exchange of requests and replies (coarse).

Both are made of the same remembered steps of the submission's own handlers. A path of moves can be told as acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_

from raftlab.explorer.bounds import Budget
from raftlab.explorer.local_state import CLIENT_REQUEST, CRASH, RESTART, LocalState, StepResult, Stimulus
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
from raftlab.server import LEADER

MoveEvent = tuple[int, Stimulus]
"""One event of a move: the server's position in the cluster, and what it took."""

GroupLookups = tuple[tuple[MoveGroup, Callable[[int], Moves | None]], ...]
"""The groups of moves that one server begins, and where those of a state are looked up."""

NO_PROPERTIES: frozenset[str] = frozenset()
STIMULUS_BUDGETS: dict[str, tuple[Budget, ...]] = {
    CLIENT_REQUEST: ("requests",),
    CRASH: ("crashes",),
    RESTART: ("restarts",),
}
BUDGETED_TYPES = (str, tuple)
"""The types of what spends something: no message and no timer does."""


class MoveBuilder:
    """A move in the making: the locals as they become, what is sent, and what is broken on the way."""

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
        self._needs_check = False  # of a step after which properties must be looked at
        self._changed_servers = self._elected_servers = self._committed_servers = 0
        self._acknowledged_calls: tuple[Call, ...] = ()
        self._answered_calls: tuple[Call, ...] = ()
        self.events: list[MoveEvent] = []
        self.flip_bits = 0
        self.add_bits = 0
        self.broken_properties: frozenset[str] = NO_PROPERTIES
        self.is_within_bounds = True
        self.has_lost_reply = False  # an answer was answered at once, and that was lost
        self.is_pending = False  # a step of it is still to be asked for: what follows it here is without it

    def take_step(self, server: int, stimulus: Stimulus) -> StepResult:
        """Let one server take one stimulus."""
        moving = self._move_generator
        shift = moving.encoder.local_shifts[server]
        local = self._local_states.get(server) or moving.transitions.local_states[self._state >> shift & LOCAL_MASK]
        if type(stimulus) in BUDGETED_TYPES:
            for budget in budgets_of(stimulus):
                self.spend_budget(budget)
        advance = local.step_cache.get(stimulus) or moving.transitions.step(local, stimulus)
        if advance.is_pending:
            self.is_pending = True
            return advance
        self.events.append((server, stimulus))
        self.flip_bits ^= advance.flip_bits << shift
        after = self._local_states[server] = advance.after
        if not after.is_within_bounds:
            self.is_within_bounds = False
        step_facts = moving.step_facts.cache.get(advance) or moving.step_facts.facts_of(stimulus, advance)
        if step_facts.needs_check:
            self._record_step(1 << server, advance, step_facts)
        return advance

    def _record_step(self, server_bit: int, result: StepResult, facts: StepFacts) -> None:
        """Keep what a step comes to that properties must look at."""
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
        """Spend one of a budget."""
        self.flip_bits ^= self._move_generator.encoder.budget_flip(self._state ^ self.flip_bits, budget)

    @property
    def is_effective(self) -> bool:
        """Tell whether the move changes something within the bounds, or breaks something."""
        return bool(self.broken_properties or (self.is_within_bounds and (self.flip_bits or self.add_bits)))

    @property
    def is_send_only(self) -> bool:
        """Tell whether the move changes nothing but what is on its way."""
        return self.is_within_bounds and not self.flip_bits and self.add_bits != 0 and not self._needs_check

    @property
    def checked_move(self) -> CheckedMove | None:
        """Return the move where properties must be looked at after it, else None."""
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
    """The moves of one search. Subclasses say which there are."""

    def __init__(self, encoder: StateEncoder, checker: PropertyChecker) -> None:
        self.encoder = encoder
        self.checker = checker
        self.step_facts = checker.step_facts
        self.transitions = encoder.transitions
        self.bounds = encoder.transitions.bounds
        self.group_lookups: list[
            tuple[int, int, dict[int, GroupLookups]]
        ]  # of each server: what to look at of a state, and the menus
        self.group_lookups = [(server, mask, {}) for server, mask in enumerate(encoder.local_masks)]
        self._fact_bits: dict[StepFacts, int] = {}

    def initial_state(self) -> int:
        """Return the initial state: every server has booted."""
        boots = [self.encoder.transitions.boot(server) for server in range(self.encoder.server_count)]
        for boot in boots:
            if boot.error is not None:
                raise boot.error
        return self.encoder.encode([boot.after for boot in boots])

    def groups_of(self, state: int, server: int) -> tuple[MoveGroup, ...]:
        """Return the groups that hold the moves begun by `server` in `state`; they depend on its local state alone."""
        raise NotImplementedError

    def make_group_lookups(self, state: int, server: int) -> GroupLookups:
        """Return the groups of a server in `state`, and where their moves are looked up."""
        _, mask, known = self.group_lookups[server]
        menu = known[state & mask] = tuple((group, group.memo.get) for group in self.groups_of(state, server))
        return menu

    def fact_bits_of(self, step_facts: StepFacts) -> int:
        """Return the bits of what a step makes true for good."""
        known = self._fact_bits.get(step_facts)
        if known is None:
            facts = (*step_facts.facts, *map(AnsweredCall, step_facts.answered_calls))
            known = self._fact_bits[step_facts] = reduce(or_, map(self.encoder.fact_bit, facts), 0)
        return known

    def build_moves(self, group: MoveGroup, state: int) -> Iterator[MoveBuilder]:
        """Return the moves of `group` in `state`, also those that change nothing."""
        raise NotImplementedError

    def expand_group(self, group: MoveGroup, state: int) -> Moves:
        """Return the moves of `group` in `state`, and remember them for every state that looks the same to it."""
        moves = collect_moves(self.build_moves(group, state))
        group.memo[state & group.mask] = moves
        return moves

    def apply_send_only_moves(self, state: int) -> int:
        """Return `state` after every move that changes nothing but what is on its way.

        Nothing is ever taken off the network, so such a move hinders no other, and no property sees it: a state and the
        settled one have the same future (an ample set of one). Fine steps alone have such moves.
        """
        return state

    def is_over_in_flight_limit(self, state: int) -> bool:
        """Tell whether more messages are on their way than the bounds allow: nothing follows such a state."""
        most = self.bounds.in_flight
        return most is not None and (state & self.encoder.message_mask).bit_count() > most

    def build_all_moves(self, state: int) -> Iterator[MoveBuilder]:
        """Return all moves of `state`, also those that change nothing."""
        for server in range(self.encoder.server_count):
            for group in self.groups_of(state, server):
                yield from self.build_moves(group, state)

    def replay_events(self, state: int, events: Iterable[MoveEvent]) -> tuple[list[StepResult], int]:
        """Return the steps of a move's events in `state`, and the state they lead to."""
        passage = MoveBuilder(self, state)
        advances = []
        for server, stimulus in events:
            advance = passage.take_step(server, stimulus)
            advances.append(advance)
            if not self.bounds.coarse:
                for number in advance.sent_messages:
                    passage.add_bits |= self.encoder.message_bit(number)
        return advances, state ^ passage.flip_bits | passage.add_bits

    def local_moves(self, state: int, server: int) -> Iterator[MoveBuilder]:
        """Return what a server does without hearing from another: it restarts, crashes, or a client asks."""
        local = self.encoder.local_state(state, server)
        if local.observed is None:
            if self.encoder.has_budget_left(state, "restarts"):
                yield self.event_move(state, server, RESTART)
            return
        if local.observed.role == LEADER and self.encoder.has_budget_left(state, "requests"):
            yield from self.event_moves_with_crashes(state, server, CLIENT_REQUEST)
        if self.encoder.has_budget_left(state, "crashes"):
            yield self.event_move(state, server, CRASH)

    def event_move(self, state: int, server: int, stimulus: Stimulus) -> MoveBuilder:
        """Return the move of one event; what it sends is on its way where messages are kept."""
        passage = MoveBuilder(self, state)
        advance = passage.take_step(server, stimulus)
        if not self.bounds.coarse:
            for number in advance.sent_messages:
                passage.add_bits |= self.encoder.message_bit(number)
        return passage

    def event_moves_with_crashes(self, state: int, server: int, stimulus: Stimulus) -> Iterator[MoveBuilder]:
        """Return the move of one event, and those in which the server crashes between two of its effects."""
        yield self.event_move(state, server, stimulus)
        if self.encoder.has_budget_left(state, "crashes"):
            effects = self.encoder.transitions.step(self.encoder.local_state(state, server), stimulus).effects
            for count in range(1, len(effects)):
                yield self.event_move(state, server, (stimulus, count))


def budgets_of(stimulus: Stimulus) -> tuple[Budget, ...]:
    """Return what a server's taking of `stimulus` spends."""
    if isinstance(stimulus, tuple):
        return (*budgets_of(stimulus[0]), "crashes")
    return STIMULUS_BUDGETS.get(stimulus, ()) if isinstance(stimulus, str) else ()


def collect_moves(builders: Iterable[MoveBuilder]) -> Moves:
    """Return the moves that change something within the bounds, or break something, each once."""
    quiet: dict[Move, None] = {}
    loud: dict[CheckedMove, None] = {}
    for passage in builders:
        if passage.is_effective:
            noisy = passage.checked_move
            if noisy is None:
                quiet[passage.flip_bits, passage.add_bits] = None
            else:
                loud[noisy] = None
    return tuple(quiet), tuple(loud), len(quiet) + len(loud)
