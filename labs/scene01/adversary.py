"""A schedule played step by step: what is in flight, how long it has waited, and what each step leaves open."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from raftlab.checks import Broken
from raftlab.labs.scene01.flp import SERVERS, Configuration, Peer, begin, hear, valence

PATIENCE = 40
"""Steps that a message may be in flight: an adversary delays, it loses nothing."""
SHOWN = 6
"""Steps that a failure shows: the last ones."""

Link = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """One arrival, what it made of its receiver, and which values can still be decided after it."""

    number: int
    link: Link
    came: str
    left: tuple[int, ...]

    def __str__(self) -> str:
        left = "both left open" if len(self.left) > 1 else f"only {self.left[0]} is left"
        return f"step {self.number}: {' -> '.join(self.link)}: {self.came}; {left}"


@dataclass
class Play:
    """The protocol under one schedule. `flying`: by link, the round and the step of each telling, oldest first."""

    values: str
    now: Configuration
    flying: dict[Link, deque[tuple[int, int]]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def take(self, words: object) -> None:
        """Let the oldest message on the link that `words` names arrive. Broken where it cannot, or must not."""
        number = len(self.steps) + 1
        link = self.link(words, number)
        step = self.arrive(link, number)
        self.steps.append(step)
        if len(step.left) < 2:
            raise Broken(f"With step {number}, {words}, the outcome is settled.\n{self.path()}\n{self.values_now()}")
        self.check_patience(number)

    def arrive(self, link: Link, number: int) -> Step:
        """Let the oldest message on `link` arrive; return what came of it."""
        told_in, _ = self.flying[link].popleft()
        receiver = link[1]
        before = self.peer(receiver)
        if told_in < before.round:
            return Step(number, link, f"too late, {receiver} is in round {before.round}", valence(self.now))
        self.now, decided = hear(self.now, *link)
        after = self.peer(receiver)
        if decided is not None:
            return Step(number, link, f"{receiver} knows three times {decided} and decides", (decided,))
        if after.round == before.round:
            return Step(number, link, f"{receiver} has heard one of two", valence(self.now))
        self.tell(receiver, after.round, number)
        return Step(number, link, f"{receiver} takes {after.values[-1]} into round {after.round}", valence(self.now))

    def link(self, words: object, number: int) -> Link:
        """Return the link that a step names. Broken where no message can arrive on it."""
        parts = words.split(" -> ") if isinstance(words, str) else []
        if len(parts) != 2 or not set(parts) <= set(SERVERS) or parts[0] == parts[1]:
            raise Broken(f"Step {number} is {words!r:.60}; a step is a link, such as 'S2 -> S1'.")
        sender, receiver = parts
        waiting, here = self.flying[sender, receiver], self.peer(receiver).round
        if not waiting or waiting[0][0] > here:
            of = f"nothing before round {waiting[0][0]}" if waiting else "nothing"
            raise Broken(
                f"Step {number}, {words}, cannot be: {of} is in flight there, and {receiver} is in round {here}."
                f"\n{self.path()}"
            )
        return sender, receiver

    def tell(self, sender: str, number: int, step: int) -> None:
        """Put what `sender` tells in round `number` on its way to the others."""
        for other in SERVERS:
            if other != sender:
                self.flying.setdefault((sender, other), deque()).append((number, step))

    def check_patience(self, number: int) -> None:
        """Broken where a message has been in flight for too long."""
        for (sender, receiver), waiting in self.flying.items():
            if waiting and number - waiting[0][1] > PATIENCE:
                raise Broken(
                    f"After step {number} what {sender} told {receiver} in round {waiting[0][0]} has been in flight "
                    f"for {number - waiting[0][1]} steps; the limit is {PATIENCE}."
                )

    def peer(self, server: str) -> Peer:
        return self.now[SERVERS.index(server)]

    def values_now(self) -> str:
        """Return what each server tells in the round that it is in."""
        told = "; ".join(
            f"{server} {peer.values[-1]} in round {peer.round}" for server, peer in zip(SERVERS, self.now, strict=True)
        )
        return f"now the four tell: {told}"

    def path(self) -> str:
        """Return the values at the start and the last steps, a line each."""
        last = self.steps[-SHOWN:]
        began = f"S1 to S4 began with {' '.join(self.values)}"
        if last and last[0].number > 1:
            began += f"; steps 1 to {last[0].number - 1} left both values open"
        return "\n".join([began, *map(str, last)])


def play(values: str, schedule: object, steps: int) -> Play:
    """Play `schedule` for `steps` steps. Broken where it is too short, cannot be, loses a message or decides."""
    if not isinstance(schedule, tuple | list):
        raise Broken(f"stall({values!r}, {steps}) returned {schedule!r:.60}; it returns a list of links.")
    played = Play(values, begin(values))
    for server in SERVERS:
        played.tell(server, 1, 0)
    for words in schedule[:steps]:
        played.take(words)
    if len(schedule) < steps:
        raise Broken(f"stall({values!r}, {steps}) returned {len(schedule)} steps, not {steps}.")
    return played
