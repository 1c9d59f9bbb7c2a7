"""Fine steps: every event is a move of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from raftlab.explorer.judge import Judge
from raftlab.explorer.local import fire
from raftlab.explorer.moves import Moving, Passage, collected
from raftlab.explorer.space import Group, Moves, Space


class Fine(Moving):
    """Every event is a move: one message, one timer, one client, one crash, one restart."""

    def __init__(self, space: Space, judge: Judge) -> None:
        super().__init__(space, judge)
        self._groups = tuple((space.group(server, inbox=True),) for server in range(space.count))
        self._deliveries: dict[int, dict[int, Moves]] = {}

    def groups(self, state: int, server: int) -> tuple[Group, ...]:
        return self._groups[server]

    def passages(self, group: Group, state: int) -> Iterator[Passage]:
        server = group.server
        local = self.space.local(state, server)
        yield from self.own(state, server)
        if local.seen is None:
            return
        for timer in local.timers:
            yield from self.with_crashes(state, server, fire(timer))
        for number in self.space.inbox(state, server):
            yield from self.arrivals(state, server, number)

    def arrivals(self, state: int, server: int, number: int) -> Iterator[Passage]:
        """Return what can become of one message: it is delivered, delivered while a copy stays, or dropped."""
        if not self.bounds.takes_messages_off:
            yield from self.with_crashes(state, server, number)
            return
        bit = self.space.post_bit(number)
        for passage in self.with_crashes(state, server, number):
            passage.flip ^= bit
            yield passage
        if self.space.left(state, "duplicates"):
            for passage in self.with_crashes(state, server, number):
                passage.spend("duplicates")
                yield passage
        if self.bounds.in_flight is not None and self.space.left(state, "drops"):
            dropped = Passage(self, state)
            dropped.flip ^= bit
            dropped.spend("drops")
            yield dropped

    def settled(self, state: int) -> int:
        settled = state
        for (group,) in self._groups:
            key = state & group.mask
            silent = group.silent.get(key)
            if silent is None:
                quiet, _, _ = group.memo.get(key) or self.expand(group, state)
                silent = group.silent[key] = reduce(or_, (add for flip, add in quiet if not flip), 0)
            settled |= silent
        return settled

    def expand(self, group: Group, state: int) -> Moves:
        """Return the moves: those without the newest message in the inbox, and those that it adds."""
        server = group.server
        key = state & group.mask
        inbox = key & self.space.inbox_masks[server]
        if not inbox or self.space.local(key, server).seen is None:
            return super().expand(group, key)
        newest = 1 << inbox.bit_length() - 1
        without = group.memo.get(key ^ newest) or self.expand(group, key ^ newest)
        moves = group.memo[key] = joined(without, self._delivery(key, inbox, server, newest))
        return moves

    def _delivery(self, key: int, inbox: int, server: int, bit: int) -> Moves:
        """Return the moves that one message adds to a server, whatever else is in its inbox."""
        by_bit = self._deliveries.setdefault(key ^ inbox, {})
        known = by_bit.get(bit)
        if known is None:
            number = self.space.post_of(bit)
            known = by_bit[bit] = collected(self.arrivals(key, server, number))
        return known


def joined(moves: Moves, more: Moves) -> Moves:
    """Return the moves of both, each once."""
    quiet = moves[0] + tuple(move for move in more[0] if move not in moves[0])
    loud = moves[1] + tuple(move for move in more[1] if move not in moves[1])
    return quiet, loud, len(quiet) + len(loud)
