"""The moves of a search with fine steps: every event is one move."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from raftlab.explorer.local_state import timer_event
from raftlab.explorer.move_generator import MoveBuilder, MoveGenerator, collect_moves
from raftlab.explorer.property_checks import PropertyChecker
from raftlab.explorer.state_encoding import MoveMemo, Moves, StateEncoder


class FineStepMoves(MoveGenerator):
    """Every event is a move: one delivery, timeout, client request, crash or restart."""

    def __init__(self, encoder: StateEncoder, checker: PropertyChecker) -> None:
        super().__init__(encoder, checker)
        self._groups = tuple((encoder.new_group(server, with_inbox=True),) for server in range(encoder.server_count))
        self._deliveries: dict[int, dict[int, Moves]] = {}

    def groups_of(self, state: int, server: int) -> tuple[MoveMemo, ...]:
        if self.tick_group is not None and server == 0:
            return *self._groups[server], self.tick_group
        return self._groups[server]

    def build_moves(self, group: MoveMemo, state: int) -> Iterator[MoveBuilder]:
        if group is self.tick_group:
            yield from self.tick_moves(state)
            return
        server = group.server
        local = self.encoder.local_state(state, server)
        yield from self.local_moves(state, server)
        if local.observed is None or local.held is not None:
            return
        for timer in local.ready_timers:
            yield from self.event_moves_with_crashes(state, server, timer_event(timer))
        for number in self.encoder.inbox(state, server):
            yield from self.message_moves(state, server, number)

    def message_moves(self, state: int, server: int, message: int) -> Iterator[MoveBuilder]:
        """Yield the moves of one message: it is delivered, delivered while a copy stays in flight, or dropped."""
        if not self.bounds.removes_delivered_messages:
            yield from self.event_moves_with_crashes(state, server, message)
            return
        bit = self.encoder.message_bit(message)
        for move in self.event_moves_with_crashes(state, server, message):
            move.flip_bits ^= bit
            yield move
        if self.encoder.has_budget_left(state, "duplicates"):
            for move in self.event_moves_with_crashes(state, server, message):
                move.spend_budget("duplicates")
                yield move
        if self.bounds.in_flight is not None and self.encoder.has_budget_left(state, "drops"):
            dropped = MoveBuilder(self, state)
            dropped.flip_bits ^= bit
            dropped.spend_budget("drops")
            yield dropped

    def apply_send_only_moves(self, state: int) -> int:
        after = state
        for (group,) in self._groups:
            key = state & group.mask
            send_bits = group.send_only_bits.get(key)
            if send_bits is None:
                quiet, _, _ = group.memo.get(key) or self.expand_group(group, state)
                send_bits = group.send_only_bits[key] = reduce(or_, (add for flip, add in quiet if not flip), 0)
            after |= send_bits
        return after

    def expand_group(self, group: MoveMemo, state: int) -> Moves:
        """Return the moves of the group: those without the newest message of the inbox, plus those that it adds."""
        server = group.server
        key = state & group.mask
        inbox = key & self.encoder.inbox_masks[server]
        local = self.encoder.local_state(key, server)
        if not inbox or group is self.tick_group or local.observed is None or local.held is not None:
            return super().expand_group(group, key)
        newest = 1 << inbox.bit_length() - 1
        without = group.memo.get(key ^ newest) or self.expand_group(group, key ^ newest)
        moves = group.memo[key] = join_moves(without, self._delivery_moves(key, inbox, server, newest))
        return moves

    def _delivery_moves(self, key: int, inbox: int, server: int, bit: int) -> Moves:
        """Return the moves that one message adds, which do not depend on the rest of the inbox."""
        by_bit = self._deliveries.setdefault(key ^ inbox, {})
        known = by_bit.get(bit)
        if known is None:
            number = self.encoder.message_of(bit)
            known = by_bit[bit] = collect_moves(self.message_moves(key, server, number))
        return known


def join_moves(moves: Moves, added_moves: Moves) -> Moves:
    """Return the moves of both, without repeats."""
    quiet = moves[0] + tuple(move for move in added_moves[0] if move not in moves[0])
    loud = moves[1] + tuple(move for move in added_moves[1] if move not in moves[1])
    return quiet, loud, len(quiet) + len(loud)
