"""The moves of a search with coarse steps: an exchange of requests and replies is one move, made of cached steps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from raftlab.explorer.event_budgets import spent_budgets
from raftlab.explorer.io_clock_events import read_write_events
from raftlab.explorer.local_state import CLIENT_REQUEST, LocalState, Stimulus, timer_event
from raftlab.explorer.move_generator import MoveBuilder, MoveGenerator
from raftlab.explorer.operator_events import operator_events
from raftlab.explorer.property_checks import PropertyChecker
from raftlab.explorer.state_encoding import MoveMemo, StateEncoder
from raftlab.server import LEADER

NO_MESSAGES: tuple[int, ...] = ()
MAX_REQUESTS = 3
"""The most requests that a leader sends to a follower in one move."""

MAX_QUESTIONS = 2
"""The rounds of an election with Pre-Vote: the pre-votes, then the votes. (dissertation §9.6)"""


class ExchangeMoves(MoveGenerator):
    """An exchange is a move: a timer fires, some servers get the requests and reply; all other messages are lost.

    A leader's requests reach one other server, and the two may exchange several. A candidate's requests reach enough
    servers for a majority, or more; with Pre-Vote they may reply twice.
    """

    def __init__(self, encoder: StateEncoder, checker: PropertyChecker) -> None:
        super().__init__(encoder, checker)
        self._may_be_down = self.bounds.limit("crashes") != 0 or self.bounds.pauses > 0
        self._single_groups = [encoder.new_group(server) for server in range(encoder.server_count)]
        self._single_partner_groups = [self._exchange_groups(server, 1, 1) for server in range(encoder.server_count)]
        least = encoder.server_count // 2
        self._majority_groups = [
            self._exchange_groups(server, least, encoder.server_count - 1) for server in range(encoder.server_count)
        ]
        self._can_begin: dict[LocalState, bool] = {}
        self._has_prevote = self.bounds.options.preVote

    def _exchange_groups(self, server: int, minimum: int, maximum: int) -> tuple[MoveMemo, ...]:
        others = [other for other in range(self.encoder.server_count) if other != server]
        sizes = range(minimum, maximum + 1)
        audiences = [each for size in sizes for each in combinations(others, size)]
        return self._single_groups[server], *(self.encoder.new_group(server, each) for each in audiences)

    def groups_of(self, state: int, server: int) -> tuple[MoveMemo, ...]:
        local = self.encoder.local_state(state, server)
        ticks = (self.tick_group,) if self.tick_group is not None and server == 0 else ()
        if local.observed is None or not (self.bounds.has_operations or self.can_begin_exchange(local)):
            return self._single_groups[server], *ticks
        leads = local.observed.role == LEADER
        return *(self._single_partner_groups[server] if leads else self._majority_groups[server]), *ticks

    def can_begin_exchange(self, local_state: LocalState) -> bool:
        """Return whether a timer of the server can begin an exchange; not if every timeout leaves the bounds.

        If a step is still pending, it is assumed that it can.
        """
        known = self._can_begin.get(local_state)
        if known is None:
            steps = [
                (timer, self.encoder.transitions.step(local_state, timer_event(timer)))
                for timer in local_state.ready_timers
            ]
            if any(result.is_pending for _, result in steps):
                return True
            known = self._can_begin[local_state] = any(
                result.after.is_within_bounds
                or self.checker.step_facts.facts_of(timer_event(timer), result).broken_properties
                for timer, result in steps
            )
        return known

    def build_moves(self, group: MoveMemo, state: int) -> Iterator[MoveBuilder]:
        if group is self.tick_group:
            yield from self.tick_moves(state)
            return
        if not group.partners:
            yield from self.local_moves(state, group.server)
            return
        if self._may_be_down and not all(self.can_take_part(state, each) for each in (group.server, *group.partners)):
            return
        if self.bounds.has_operations and len(group.partners) == 1:
            yield from self.operation_exchanges(state, group.server, group.partners)
        leads = len(group.partners) == 1 and self.is_leader(state, group.server)
        for timer in self.encoder.local_state(state, group.server).ready_timers:
            single = self.exchange_move(state, group.server, timer_event(timer), group.partners)
            yield single
            if leads and single.has_lost_reply:
                yield self.exchange_move(state, group.server, timer_event(timer), group.partners, MAX_REQUESTS)
            elif self._has_prevote and single.has_lost_reply:
                yield self.election_move(state, group.server, timer, group.partners)

    def can_take_part(self, state: int, server: int) -> bool:
        """Return whether a server is up and does not stand still."""
        local = self.encoder.local_state(state, server)
        return local.observed is not None and local.held is None

    def operation_exchanges(self, state: int, server: int, partners: tuple[int, ...]) -> Iterator[MoveBuilder]:
        """Yield the exchanges that a call, an operator or the end of a write begins: a search without time has none."""
        local = self.encoder.local_state(state, server)
        assert local.observed is not None
        stimuli = list[Stimulus](operator_events(self.bounds, local.observed))
        stimuli = [each for each in stimuli if self.encoder.has_budget_left(state, spent_budgets(each)[0])]
        stimuli += read_write_events(self.encoder, state, local)
        if self.is_leader(state, server) and self.encoder.has_budget_left(state, "requests"):
            stimuli.append(CLIENT_REQUEST)
        for stimulus in stimuli:
            yield self.exchange_move(state, server, stimulus, partners, MAX_REQUESTS)

    def is_leader(self, state: int, server: int) -> bool:
        """Return whether a server leads."""
        seen = self.encoder.local_state(state, server).observed
        return seen is not None and seen.role == LEADER

    def election_move(self, state: int, server: int, timer: str, partners: tuple[int, ...]) -> MoveBuilder:
        """Return the move in which a timer fires and the partners answer: the pre-votes, then the votes."""
        move = MoveBuilder(self, state)
        mail = move.take_step(server, timer_event(timer)).messages_by_target
        for _ in range(MAX_QUESTIONS):
            following: dict[int, tuple[int, ...]] = {}
            for partner in partners:
                for number in deliver_for_replies(move, partner, mail.get(partner, NO_MESSAGES), server):
                    for to, sent in (
                        move.take_step(server, number).messages_by_target if move.is_within_bounds else {}
                    ).items():
                        following[to] = following.get(to, NO_MESSAGES) + sent
            mail = following
        return move

    def exchange_move(
        self, state: int, server: int, stimulus: Stimulus, partners: tuple[int, ...], requests: int = 1
    ) -> MoveBuilder:
        """Return the move that a stimulus begins; each partner in turn answers at most `requests` requests."""
        move = MoveBuilder(self, state)
        mail = move.take_step(server, stimulus).messages_by_target
        for partner in partners:
            asks = mail.get(partner)
            for _ in range(requests):
                if not asks:
                    break
                answers = deliver_for_replies(move, partner, asks, server)
                asks = deliver_for_replies(move, server, answers, partner) if answers else NO_MESSAGES
                if asks:
                    move.has_lost_reply = True
        return move


def deliver_for_replies(move: MoveBuilder, server: int, messages: tuple[int, ...], recipient: int) -> tuple[int, ...]:
    """Deliver these messages to a server; return what it then sends to `recipient`."""
    sent = NO_MESSAGES
    for number in messages:
        if move.is_within_bounds:
            sent += move.take_step(server, number).messages_by_target.get(recipient, NO_MESSAGES)
    return sent
