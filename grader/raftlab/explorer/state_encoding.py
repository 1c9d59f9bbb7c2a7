"""A state of the whole cluster encoded as one integer, and the bits of it that each group of moves depends on.

The low bits hold the number of each server's local state, then the spent part of each budget. Each bit above is a
message that was sent, or a fact that became true. Facts stay for ever. So do messages, unless the bounds say that a
delivered message is removed. Otherwise bits are only ever added.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from raftlab.explorer.bounds import BUDGETS, Budget
from raftlab.explorer.local_state import LocalState
from raftlab.explorer.read_freshness import ClientReadBits
from raftlab.explorer.transitions import TransitionCache
from raftlab.server import Command, Entry

LOCAL_BITS = 20
LOCAL_MASK = (1 << LOCAL_BITS) - 1

Call = tuple[str, int]
"""A client's call: (client, sequence)."""

Move = tuple[int, int]
"""(flip_bits, add_bits): the state s becomes s ^ flip_bits | add_bits."""


class CheckedMove(msgspec.Struct, frozen=True):
    """A move after which properties must be checked.

    Sets of servers are bits, 1 << server. changed_servers: their logs or state changed. elected_servers: they became
    leader. committed_servers: they committed an entry.
    """

    flip_bits: int
    add_bits: int
    changed_servers: int
    elected_servers: int
    committed_servers: int
    acknowledged_calls: tuple[Call, ...]  # the calls that it answers ok
    answered_calls: tuple[Call, ...]  # the calls with an entry that it answers
    broken_properties: frozenset[str]  # the properties that the move itself breaks


Moves = tuple[tuple[Move, ...], tuple[CheckedMove, ...], int]
"""The moves that need no property check, those that do, and their number."""


class MoveMemo(msgspec.Struct, eq=False):
    """The moves of one server, or of an exchange between some, which depend only on the bits of `mask`.

    Invariant: mask covers every bit allocated so far that the moves depend on; the StateEncoder extends it.
    """

    server: int
    partners: tuple[int, ...]
    mask: int
    memo: dict[int, Moves] = {}
    send_only_bits: dict[int, int] = {}  # the bits that its send-only moves add


class LedTerm(msgspec.Struct, frozen=True):
    """Fact: a server led a term."""

    term: int
    server: int


class CommittedEntry(msgspec.Struct, frozen=True):
    """Fact: a server in this term committed an entry at an index."""

    index: int
    entry: Entry
    term: int


class AppliedCommand(msgspec.Struct, frozen=True):
    """Fact: a server applied a command at an index."""

    index: int
    command: Command | None


class AnsweredCall(msgspec.Struct, frozen=True):
    """Fact: a server answered a call whose entry was in its log."""

    call: Call


class FailedCall(msgspec.Struct, frozen=True):
    """Fact: a client was told that a call has failed for good, although a server had accepted the call."""

    call: Call


Fact = LedTerm | CommittedEntry | AppliedCommand | AnsweredCall | FailedCall


class StateEncoder:
    """Allocates the bits of one search, and encodes and decodes its states."""

    def __init__(self, transitions: TransitionCache) -> None:
        self.transitions = transitions
        self.server_count = len(transitions.server_names)
        self.local_shifts = tuple(LOCAL_BITS * server for server in range(self.server_count))
        self.local_masks = tuple(LOCAL_MASK << shift for shift in self.local_shifts)
        self.fact_mask = 0
        self.message_mask = 0
        self.inbox_masks = [0] * self.server_count
        self._limits = {budget: transitions.bounds.limit(budget) for budget in BUDGETS}
        self._budget_fields: dict[Budget, tuple[int, int]] = {}  # the shift and the mask of each spent part
        self._next_bit = LOCAL_BITS * self.server_count
        for budget, limit in self._limits.items():
            if limit:
                self._budget_fields[budget] = self._next_bit, (1 << limit.bit_length()) - 1
                self._next_bit += limit.bit_length()
        self.budget_mask = sum(mask << shift for shift, mask in self._budget_fields.values())
        bounds = transitions.bounds
        self.read_fields: ClientReadBits | None = None
        if bounds.reads:
            self.read_fields = ClientReadBits(self._next_bit, bounds.reads, bounds.log)
            self._next_bit = self.read_fields.end_bit
            self.budget_mask |= self.read_fields.mask
        self._message_bits: list[int] = []
        self._fact_bits: dict[Fact, int] = {}
        self._fact_by_bit: dict[int, Fact] = {}
        self._message_by_bit: dict[int, int] = {}
        self._inbox_groups: list[list[MoveMemo]] = [[] for _ in range(self.server_count)]

    # ---- bits --------------------------------------------------------------------------------------------------------

    def new_group(self, server: int, partners: tuple[int, ...] = (), with_inbox: bool = False) -> MoveMemo:
        """Return a new group; its mask covers its servers' local states, the budgets and, if asked, the inbox."""
        mask = self.budget_mask
        for each in (server, *partners):
            mask |= self.local_masks[each]
        group = MoveMemo(server, partners, mask | (self.inbox_masks[server] if with_inbox else 0))
        if with_inbox:
            self._inbox_groups[server].append(group)
        return group

    def message_bit(self, message: int) -> int:
        """Return the bit of a message."""
        bits = self._message_bits
        while len(bits) <= message:
            numbered = self.transitions.messages[len(bits)]
            bit = self._new_bit()
            self._message_by_bit[bit] = numbered.number
            self.message_mask |= bit
            self.inbox_masks[numbered.to] |= bit
            for group in self._inbox_groups[numbered.to]:
                group.mask |= bit
            bits.append(bit)
        return bits[message]

    def fact_bit(self, fact: Fact) -> int:
        """Return the bit of a fact."""
        known = self._fact_bits.get(fact)
        if known is None:
            known = self._fact_bits[fact] = self._new_bit()
            self._fact_by_bit[known] = fact
            self.fact_mask |= known
        return known

    def message_of(self, bit: int) -> int:
        """Return the number of the message that has this bit."""
        return self._message_by_bit[bit]

    def _new_bit(self) -> int:
        bit = 1 << self._next_bit
        self._next_bit += 1
        return bit

    # ---- reading a state ---------------------------------------------------------------------------------------------

    def local_state(self, state: int, server: int) -> LocalState:
        """Return the local state of one server."""
        return self.transitions.local_states[state >> self.local_shifts[server] & LOCAL_MASK]

    def local_states(self, state: int) -> list[LocalState]:
        """Return the local states of all servers."""
        return [self.local_state(state, server) for server in range(self.server_count)]

    def inbox(self, state: int, server: int) -> list[int]:
        """Return the numbers of the messages in flight to a server, in the order in which they were first sent."""
        return [self._message_by_bit[bit] for bit in single_bits(state & self.inbox_masks[server])]

    def facts(self, state: int) -> list[Fact]:
        """Return the facts of a state."""
        return [self._fact_by_bit[bit] for bit in single_bits(state & self.fact_mask)]

    def spent_count(self, state: int, budget: Budget) -> int:
        """Return how much of a budget is spent; 0 for one without a limit."""
        shift, mask = self._budget_fields.get(budget, (0, 0))
        return state >> shift & mask

    def has_budget_left(self, state: int, budget: Budget) -> bool:
        """Return whether a budget is not spent yet."""
        limit = self._limits[budget]
        if not limit:
            return limit is None
        shift, mask = self._budget_fields[budget]
        return (state >> shift & mask) < limit

    # ---- writing one -------------------------------------------------------------------------------------------------

    def encode(self, local_states: list[LocalState]) -> int:
        """Return the state with these local states, without messages and facts."""
        return sum(local.number << self.local_shifts[local.server] for local in local_states)

    def local_flip(self, before: LocalState, after: LocalState) -> int:
        """Return the bits to flip in a state to move one server from `before` to `after`."""
        return (before.number ^ after.number) << self.local_shifts[before.server]

    def budget_flip(self, state: int, budget: Budget) -> int:
        """Return the bits to flip in a state to spend one unit of a budget; 0 for a budget without limit."""
        if budget not in self._budget_fields:
            return 0
        shift, mask = self._budget_fields[budget]
        spent = state >> shift & mask
        return (spent ^ (spent + 1)) << shift


@cache
def servers_in_bitset(bits: int) -> tuple[int, ...]:
    """Return the positions of the servers in a bit set of a CheckedMove, in order."""
    return tuple(bit.bit_length() - 1 for bit in single_bits(bits))


def single_bits(word: int) -> Iterator[int]:
    """Return the single bits of `word`, lowest first."""
    while word:
        low = word & -word
        yield low
        word ^= low
