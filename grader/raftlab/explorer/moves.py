"""The moves of a state: one event each (fine), or one exchange of requests and replies (coarse).

Both are made of the same remembered steps of the submission's own handlers. A path of moves can be told as acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from operator import or_

from raftlab.explorer.bounds import Budget
from raftlab.explorer.judge import Judge
from raftlab.explorer.local import ASK, CRASH, RESTART, Advance, Local, Stimulus
from raftlab.explorer.space import LOCAL_MASK, Answered, Call, Group, Loud, Move, Moves, Space
from raftlab.explorer.upshot import Upshot
from raftlab.server import LEADER

Done = tuple[int, Stimulus]
"""One event of a move: the server's position in the cluster, and what it took."""

Menu = tuple[tuple[Group, Callable[[int], Moves | None]], ...]
"""The groups of moves that one server begins, and where those of a state are looked up."""

NOTHING: frozenset[str] = frozenset()
SPENDS: dict[str, tuple[Budget, ...]] = {ASK: ("requests",), CRASH: ("crashes",), RESTART: ("restarts",)}
SPENDING = (str, tuple)
"""The types of what spends something: no message and no timer does."""


class Passage:
    """A move in the making: the locals as they become, what is sent, and what is broken on the way."""

    __slots__ = (
        "_answered",
        "_changed",
        "_committed",
        "_elected",
        "_locals",
        "_moving",
        "_promised",
        "_state",
        "_told",
        "add",
        "broken",
        "done",
        "flip",
        "lacking",
        "unheard",
        "within",
    )

    def __init__(self, moving: Moving, state: int) -> None:
        self._moving = moving
        self._state = state
        self._locals: dict[int, Local] = {}
        self._told = False  # of a step after which properties must be looked at
        self._changed = self._elected = self._committed = 0
        self._promised: tuple[Call, ...] = ()
        self._answered: tuple[Call, ...] = ()
        self.done: list[Done] = []
        self.flip = 0
        self.add = 0
        self.broken: frozenset[str] = NOTHING
        self.within = True
        self.unheard = False  # an answer was answered at once, and that was lost
        self.lacking = False  # a step of it is still to be asked for: what follows it here is without it

    def take(self, server: int, stimulus: Stimulus) -> Advance:
        """Let one server take one stimulus."""
        moving = self._moving
        shift = moving.space.shifts[server]
        local = self._locals.get(server) or moving.cluster.locals[self._state >> shift & LOCAL_MASK]
        if type(stimulus) in SPENDING:
            for budget in spends(stimulus):
                self.spend(budget)
        advance = local.steps.get(stimulus) or moving.cluster.step(local, stimulus)
        if advance.lacking:
            self.lacking = True
            return advance
        self.done.append((server, stimulus))
        self.flip ^= advance.flip << shift
        after = self._locals[server] = advance.after
        if not after.within:
            self.within = False
        upshot = moving.teller.known.get(advance) or moving.teller.upshot(stimulus, advance)
        if upshot.loud:
            self._note(1 << server, advance, upshot)
        return advance

    def _note(self, bit: int, advance: Advance, upshot: Upshot) -> None:
        """Keep what a step comes to that properties must look at."""
        self._told = True
        if advance.changed:
            self._changed |= bit
        if advance.elected:
            self._elected |= bit
        if advance.committed:
            self._committed |= bit
        self._promised += advance.promised
        self._answered += upshot.answered
        if upshot.broken:
            self.broken |= upshot.broken
        self.add |= self._moving.fact_bits(upshot)

    def spend(self, budget: Budget) -> None:
        """Spend one of a budget."""
        self.flip ^= self._moving.space.flip_spend(self._state ^ self.flip, budget)

    @property
    def counts(self) -> bool:
        """Tell whether the move changes something within the bounds, or breaks something."""
        return bool(self.broken or (self.within and (self.flip or self.add)))

    @property
    def silent(self) -> bool:
        """Tell whether the move changes nothing but what is on its way."""
        return self.within and not self.flip and self.add != 0 and not self._told

    @property
    def loud(self) -> Loud | None:
        """Return the move where properties must be looked at after it, else None."""
        if not self._told:
            return None
        return Loud(
            self.flip,
            self.add,
            changed=self._changed,
            elected=self._elected,
            committed=self._committed,
            promised=self._promised,
            answered=self._answered,
            broken=self.broken,
        )


class Moving:
    """The moves of one search. Subclasses say which there are."""

    def __init__(self, space: Space, judge: Judge) -> None:
        self.space = space
        self.judge = judge
        self.teller = judge.teller
        self.cluster = space.cluster
        self.bounds = space.cluster.bounds
        self.menus: list[tuple[int, int, dict[int, Menu]]]  # of each server: what to look at of a state, and the menus
        self.menus = [(server, mask, {}) for server, mask in enumerate(space.local_masks)]
        self._fact_bits: dict[Upshot, int] = {}

    def start(self) -> int:
        """Return the initial state: every server has booted."""
        boots = [self.space.cluster.boot(server) for server in range(self.space.count)]
        for boot in boots:
            if boot.fault is not None:
                raise boot.fault
        return self.space.pack([boot.after for boot in boots])

    def groups(self, state: int, server: int) -> tuple[Group, ...]:
        """Return the groups that hold the moves begun by `server` in `state`; they depend on its local state alone."""
        raise NotImplementedError

    def menu(self, state: int, server: int) -> Menu:
        """Return the groups of a server in `state`, and where their moves are looked up."""
        _, mask, known = self.menus[server]
        menu = known[state & mask] = tuple((group, group.memo.get) for group in self.groups(state, server))
        return menu

    def fact_bits(self, upshot: Upshot) -> int:
        """Return the bits of what a step makes true for good."""
        known = self._fact_bits.get(upshot)
        if known is None:
            facts = (*upshot.facts, *map(Answered, upshot.answered))
            known = self._fact_bits[upshot] = reduce(or_, map(self.space.fact_bit, facts), 0)
        return known

    def passages(self, group: Group, state: int) -> Iterator[Passage]:
        """Return the moves of `group` in `state`, also those that change nothing."""
        raise NotImplementedError

    def expand(self, group: Group, state: int) -> Moves:
        """Return the moves of `group` in `state`, and remember them for every state that looks the same to it."""
        moves = collected(self.passages(group, state))
        group.memo[state & group.mask] = moves
        return moves

    def settled(self, state: int) -> int:
        """Return `state` after every move that changes nothing but what is on its way.

        Nothing is ever taken off the network, so such a move hinders no other, and no property sees it: a state and the
        settled one have the same future (an ample set of one). Fine steps alone have such moves.
        """
        return state

    def crowded(self, state: int) -> bool:
        """Tell whether more messages are on their way than the bounds allow: nothing follows such a state."""
        most = self.bounds.in_flight
        return most is not None and (state & self.space.post_mask).bit_count() > most

    def every_passage(self, state: int) -> Iterator[Passage]:
        """Return all moves of `state`, also those that change nothing."""
        for server in range(self.space.count):
            for group in self.groups(state, server):
                yield from self.passages(group, state)

    def follow(self, state: int, events: Iterable[Done]) -> tuple[list[Advance], int]:
        """Return the steps of a move's events in `state`, and the state they lead to."""
        passage = Passage(self, state)
        advances = []
        for server, stimulus in events:
            advance = passage.take(server, stimulus)
            advances.append(advance)
            if not self.bounds.coarse:
                for number in advance.sent:
                    passage.add |= self.space.post_bit(number)
        return advances, state ^ passage.flip | passage.add

    def own(self, state: int, server: int) -> Iterator[Passage]:
        """Return what a server does without hearing from another: it restarts, crashes, or a client asks."""
        local = self.space.local(state, server)
        if local.seen is None:
            if self.space.left(state, "restarts"):
                yield self.one(state, server, RESTART)
            return
        if local.seen.role == LEADER and self.space.left(state, "requests"):
            yield from self.with_crashes(state, server, ASK)
        if self.space.left(state, "crashes"):
            yield self.one(state, server, CRASH)

    def one(self, state: int, server: int, stimulus: Stimulus) -> Passage:
        """Return the move of one event; what it sends is on its way where messages are kept."""
        passage = Passage(self, state)
        advance = passage.take(server, stimulus)
        if not self.bounds.coarse:
            for number in advance.sent:
                passage.add |= self.space.post_bit(number)
        return passage

    def with_crashes(self, state: int, server: int, stimulus: Stimulus) -> Iterator[Passage]:
        """Return the move of one event, and those in which the server crashes between two of its effects."""
        yield self.one(state, server, stimulus)
        if self.space.left(state, "crashes"):
            effects = self.space.cluster.step(self.space.local(state, server), stimulus).effects
            for count in range(1, len(effects)):
                yield self.one(state, server, (stimulus, count))


def spends(stimulus: Stimulus) -> tuple[Budget, ...]:
    """Return what a server's taking of `stimulus` spends."""
    if isinstance(stimulus, tuple):
        return (*spends(stimulus[0]), "crashes")
    return SPENDS.get(stimulus, ()) if isinstance(stimulus, str) else ()


def collected(passages: Iterable[Passage]) -> Moves:
    """Return the moves that change something within the bounds, or break something, each once."""
    quiet: dict[Move, None] = {}
    loud: dict[Loud, None] = {}
    for passage in passages:
        if passage.counts:
            noisy = passage.loud
            if noisy is None:
                quiet[passage.flip, passage.add] = None
            else:
                loud[noisy] = None
    return tuple(quiet), tuple(loud), len(quiet) + len(loud)
