"""A state of the whole cluster as one integer, and which of its bits each kind of move looks at.

The low bits hold the number of each server's local state, then what is spent of each budget. Every bit above them is
a message that was sent or a fact that was ever true. Facts stay for ever, and so do messages unless the bounds say that
delivery takes them off; but for that a bit is only ever added.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from raftlab.explorer.bounds import BUDGETS, Budget
from raftlab.explorer.cluster import Cluster
from raftlab.explorer.local import Local
from raftlab.server import Command, Entry

LOCAL_BITS = 20
LOCAL_MASK = (1 << LOCAL_BITS) - 1

Call = tuple[str, int]
"""What a client asks: (client, sequence)."""

Move = tuple[int, int]
"""(flip, add): the state s becomes s ^ flip | add."""


class Loud(msgspec.Struct, frozen=True):
    """A move after which properties must be looked at.

    changed: the servers whose logs or commits changed, as bits, 1 << server; elected and committed: those that became
    leader, or committed, in it.
    """

    flip: int
    add: int
    changed: int
    elected: int
    committed: int
    promised: tuple[Call, ...]  # the calls that were answered ok in it
    answered: tuple[Call, ...]  # those with an entry that were answered in it
    broken: frozenset[str]  # what the move itself breaks


Moves = tuple[tuple[Move, ...], tuple[Loud, ...], int]
"""The moves that need no look at the properties, those that do, and how many there are."""


class Group(msgspec.Struct, eq=False):
    """The moves that depend on the bits of `mask` alone: of one server, or of an exchange between some.

    Invariant: mask covers every bit allotted so far that the moves look at; Space widens it.
    """

    server: int
    partners: tuple[int, ...]
    mask: int
    memo: dict[int, Moves] = {}
    silent: dict[int, int] = {}  # what its moves add that change nothing else


class Led(msgspec.Struct, frozen=True):
    """The fact: a server led a term."""

    term: int
    server: int


class Committed(msgspec.Struct, frozen=True):
    """The fact: a server in this term called an entry committed at an index."""

    index: int
    entry: Entry
    term: int


class Applied(msgspec.Struct, frozen=True):
    """The fact: a command reached a state machine as that of an index."""

    index: int
    command: Command | None


class Answered(msgspec.Struct, frozen=True):
    """The fact: a server answered a call whose entry its log held."""

    call: Call


class Denied(msgspec.Struct, frozen=True):
    """The fact: a client heard that a call which a server had taken failed for good."""

    call: Call


Fact = Led | Committed | Applied | Answered | Denied


class Space:
    """Allots the bits of one search."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.count = len(cluster.names)
        self.shifts = tuple(LOCAL_BITS * server for server in range(self.count))
        self.local_masks = tuple(LOCAL_MASK << shift for shift in self.shifts)
        self.fact_mask = 0
        self.post_mask = 0
        self.inbox_masks = [0] * self.count
        self._limits = {budget: cluster.bounds.limit(budget) for budget in BUDGETS}
        self._counters: dict[Budget, tuple[int, int]] = {}  # the shift and the mask of what is spent of each
        self._next = LOCAL_BITS * self.count
        for budget, limit in self._limits.items():
            if limit:
                self._counters[budget] = self._next, (1 << limit.bit_length()) - 1
                self._next += limit.bit_length()
        self.spent_mask = sum(mask << shift for shift, mask in self._counters.values())
        self._post_bits: list[int] = []
        self._fact_bits: dict[Fact, int] = {}
        self._facts: dict[int, Fact] = {}
        self._posts: dict[int, int] = {}
        self._inboxes: list[list[Group]] = [[] for _ in range(self.count)]

    # ---- bits --------------------------------------------------------------------------------------------------------

    def group(self, server: int, partners: tuple[int, ...] = (), inbox: bool = False) -> Group:
        """Return a new group that sees the locals of its servers, what is spent, and `server`'s inbox if asked."""
        mask = self.spent_mask
        for each in (server, *partners):
            mask |= self.local_masks[each]
        made = Group(server, partners, mask | (self.inbox_masks[server] if inbox else 0))
        if inbox:
            self._inboxes[server].append(made)
        return made

    def post_bit(self, number: int) -> int:
        """Return the bit of a message."""
        bits = self._post_bits
        while len(bits) <= number:
            post = self.cluster.posts[len(bits)]
            bit = self._allot()
            self._posts[bit] = post.number
            self.post_mask |= bit
            self.inbox_masks[post.to] |= bit
            for group in self._inboxes[post.to]:
                group.mask |= bit
            bits.append(bit)
        return bits[number]

    def fact_bit(self, fact: Fact) -> int:
        """Return the bit of a fact."""
        known = self._fact_bits.get(fact)
        if known is None:
            known = self._fact_bits[fact] = self._allot()
            self._facts[known] = fact
            self.fact_mask |= known
        return known

    def post_of(self, bit: int) -> int:
        """Return the number of the message that has this bit."""
        return self._posts[bit]

    def _allot(self) -> int:
        bit = 1 << self._next
        self._next += 1
        return bit

    # ---- reading a state ---------------------------------------------------------------------------------------------

    def local(self, state: int, server: int) -> Local:
        """Return the local state of one server."""
        return self.cluster.locals[state >> self.shifts[server] & LOCAL_MASK]

    def locals(self, state: int) -> list[Local]:
        """Return the local states of all servers."""
        return [self.local(state, server) for server in range(self.count)]

    def inbox(self, state: int, server: int) -> list[int]:
        """Return the numbers of the messages on their way to a server, in the order of their first sending."""
        return [self._posts[bit] for bit in bits_of(state & self.inbox_masks[server])]

    def facts(self, state: int) -> list[Fact]:
        """Return what was ever true on the way to a state."""
        return [self._facts[bit] for bit in bits_of(state & self.fact_mask)]

    def left(self, state: int, budget: Budget) -> bool:
        """Tell whether something is left of a budget."""
        limit = self._limits[budget]
        if not limit:
            return limit is None
        shift, mask = self._counters[budget]
        return (state >> shift & mask) < limit

    # ---- writing one -------------------------------------------------------------------------------------------------

    def pack(self, locals_: list[Local]) -> int:
        """Return the state of these locals, with nothing sent and nothing known."""
        return sum(local.number << self.shifts[local.server] for local in locals_)

    def flip(self, before: Local, after: Local) -> int:
        """Return what to exclusive-or with a state to move one server from `before` to `after`."""
        return (before.number ^ after.number) << self.shifts[before.server]

    def flip_spend(self, state: int, budget: Budget) -> int:
        """Return what to exclusive-or with a state to spend one more of a budget; 0 for one without limit."""
        if budget not in self._counters:
            return 0
        shift, mask = self._counters[budget]
        spent = state >> shift & mask
        return (spent ^ (spent + 1)) << shift


@cache
def servers_in(bits: int) -> tuple[int, ...]:
    """Return the positions of the servers that a Loud names by `bits`, in order."""
    return tuple(bit.bit_length() - 1 for bit in bits_of(bits))


def bits_of(word: int) -> Iterator[int]:
    """Return the single bits of `word`, lowest first."""
    while word:
        low = word & -word
        yield low
        word ^= low
