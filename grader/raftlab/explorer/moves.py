"""The moves of a state: one event each (fine), or one exchange of requests and replies (coarse).

Both are made of the same remembered steps of the submission's own handlers. A path of moves can be told as acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from raftlab.explorer.bounds import Budget
from raftlab.explorer.judge import Judge
from raftlab.explorer.local import ASK, CRASH, RESTART, Advance, Local, Stimulus
from raftlab.explorer.space import Answered, Call, Group, Loud, Move, Moves, Space
from raftlab.explorer.upshot import Upshot
from raftlab.server import LEADER

Done = tuple[int, Stimulus]
"""One event of a move: the server's position in the cluster, and what it took."""

SPENDS: dict[str, tuple[Budget, ...]] = {ASK: ("requests",), CRASH: ("crashes",), RESTART: ("restarts",)}
SPENDING = (str, tuple)
"""The types of what spends something: no message and no timer does."""


class Passage:
    """A move in the making: the locals as they become, what is sent, and what is broken on the way."""

    def __init__(self, moves: Moving, state: int) -> None:
        self._space = moves.space
        self._teller = moves.judge.teller
        self._state = state
        self._locals: dict[int, Local] = {}
        self._told: list[tuple[int, Advance]] = []  # the steps after which properties must be looked at
        self._answered: list[Call] = []
        self.done: list[Done] = []
        self.flip = 0
        self.add = 0
        self.broken: set[str] = set()
        self.within = True
        self.unheard = False  # an answer was answered at once, and that was lost
        self.lacking = False  # a step of it is still to be asked for: what follows it here is without it

    def take(self, server: int, stimulus: Stimulus) -> Advance:
        """Let one server take one stimulus."""
        space = self._space
        local = self._locals.get(server) or space.local(self._state, server)
        if type(stimulus) in SPENDING:
            for budget in spends(stimulus):
                self.spend(budget)
        advance = local.steps.get(stimulus) or space.cluster.step(local, stimulus)
        if advance.lacking:
            self.lacking = True
            return advance
        self.done.append((server, stimulus))
        self.flip ^= advance.flip << space.shifts[server]
        self._locals[server] = advance.after
        if not advance.after.within:
            self.within = False
        upshot = self._teller.known.get(advance) or self._teller.upshot(stimulus, advance)
        if upshot.loud:
            self._note(server, advance, upshot)
        return advance

    def _note(self, server: int, advance: Advance, upshot: Upshot) -> None:
        """Keep what a step comes to that properties must look at."""
        self._told.append((server, advance))
        self._answered += upshot.answered
        self.broken |= upshot.broken
        for fact in (*upshot.facts, *map(Answered, upshot.answered)):
            self.add |= self._space.fact_bit(fact)

    def spend(self, budget: Budget) -> None:
        """Spend one of a budget."""
        self.flip ^= self._space.flip_spend(self._state ^ self.flip, budget)

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
        told = self._told
        if not told:
            return None
        return Loud(
            self.flip,
            self.add,
            changed=tuple(sorted({server for server, advance in told if advance.changed})),
            elected=tuple(sorted({server for server, advance in told if advance.elected})),
            committed=tuple(sorted({server for server, advance in told if advance.committed})),
            promised=tuple(call for _, advance in told for call in advance.promised),
            answered=tuple(self._answered),
            broken=tuple(sorted(self.broken)),
        )


class Moving:
    """The moves of one search. Subclasses say which there are."""

    def __init__(self, space: Space, judge: Judge) -> None:
        self.space = space
        self.judge = judge
        self.bounds = space.cluster.bounds

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


def collected(passages: Iterator[Passage]) -> Moves:
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
