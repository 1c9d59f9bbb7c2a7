"""Coarse steps: an exchange of requests and replies is one move, made of the same remembered steps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from raftlab.explorer.judge import Judge
from raftlab.explorer.local import Local, fire
from raftlab.explorer.moves import Moving, Passage
from raftlab.explorer.space import Group, Space
from raftlab.server import LEADER

NONE: tuple[int, ...] = ()
REQUESTS = 3
"""How many requests a leader and a follower exchange at most in one move."""


QUESTIONS = 2
"""What a server asks of the others that may lead: whether it could, and for their votes. (dissertation §9.6)"""


class Coarse(Moving):
    """An exchange is a move: a timer fires, some of those spoken to hear it and answer; all else is lost.

    What a leader sends goes to one other server, and it may go on while the two answer each other. What a candidate
    sends goes to as many as could make a majority, or more; with Pre-Vote they may answer twice.
    """

    def __init__(self, space: Space, judge: Judge) -> None:
        super().__init__(space, judge)
        self._may_be_down = self.bounds.limit("crashes") != 0
        self._alone = [space.group(server) for server in range(space.count)]
        self._to_one = [self._exchanges(server, 1, 1) for server in range(space.count)]
        least = space.count // 2
        self._to_many = [self._exchanges(server, least, space.count - 1) for server in range(space.count)]
        self._begins: dict[Local, bool] = {}
        self._asks_first = self.bounds.options.preVote

    def _exchanges(self, server: int, least: int, most: int) -> tuple[Group, ...]:
        others = [other for other in range(self.space.count) if other != server]
        sizes = range(least, most + 1)
        audiences = [each for size in sizes for each in combinations(others, size)]
        return self._alone[server], *(self.space.group(server, each) for each in audiences)

    def groups(self, state: int, server: int) -> tuple[Group, ...]:
        local = self.space.local(state, server)
        if local.seen is None or not self.begins(local):
            return (self._alone[server],)
        return self._to_one[server] if local.seen.role == LEADER else self._to_many[server]

    def begins(self, local: Local) -> bool:
        """Tell whether a timer of the server, as it is here, can begin an exchange: one that leaves the bounds cannot.

        Where that is still to be asked for, it may be that it can.
        """
        known = self._begins.get(local)
        if known is None:
            steps = [(timer, self.space.cluster.step(local, fire(timer))) for timer in local.timers]
            if any(advance.lacking for _, advance in steps):
                return True
            known = self._begins[local] = any(
                advance.after.within or self.judge.teller.upshot(fire(timer), advance).broken
                for timer, advance in steps
            )
        return known

    def passages(self, group: Group, state: int) -> Iterator[Passage]:
        if not group.partners:
            yield from self.own(state, group.server)
            return
        if self._may_be_down and any(self.space.local(state, partner).seen is None for partner in group.partners):
            return
        leads = len(group.partners) == 1 and self.leads(state, group.server)
        for timer in self.space.local(state, group.server).timers:
            once = self.exchange(state, group.server, timer, group.partners)
            yield once
            if leads and once.unheard:
                yield self.exchange(state, group.server, timer, group.partners, REQUESTS)
            elif self._asks_first and once.unheard:
                yield self.asking(state, group.server, timer, group.partners)

    def leads(self, state: int, server: int) -> bool:
        """Tell whether a server leads."""
        seen = self.space.local(state, server).seen
        return seen is not None and seen.role == LEADER

    def asking(self, state: int, server: int, timer: str, partners: tuple[int, ...]) -> Passage:
        """Return the move in which a timer fires, the partners answer, and answer once more what follows from that."""
        passage = Passage(self, state)
        mail = passage.take(server, fire(timer)).mail
        for _ in range(QUESTIONS):
            following: dict[int, tuple[int, ...]] = {}
            for partner in partners:
                for number in hear(passage, partner, mail.get(partner, NONE), server):
                    for to, sent in (passage.take(server, number).mail if passage.within else {}).items():
                        following[to] = following.get(to, NONE) + sent
            mail = following
        return passage

    def exchange(self, state: int, server: int, timer: str, partners: tuple[int, ...], requests: int = 1) -> Passage:
        """Return the move in which a timer fires and each partner hears and answers, in turn, at most so often."""
        passage = Passage(self, state)
        mail = passage.take(server, fire(timer)).mail
        for partner in partners:
            asks = mail.get(partner)
            for _ in range(requests):
                if not asks:
                    break
                answers = hear(passage, partner, asks, server)
                asks = hear(passage, server, answers, partner) if answers else NONE
                if asks:
                    passage.unheard = True
        return passage


def hear(passage: Passage, server: int, numbers: tuple[int, ...], to: int) -> tuple[int, ...]:
    """Let a server take these messages; return what it then sends to that other."""
    sent = NONE
    for number in numbers:
        if passage.within:
            sent += passage.take(server, number).mail.get(to, NONE)
    return sent
