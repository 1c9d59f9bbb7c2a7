"""A schedule played step by step: what is in flight, how long it has waited, and what each step leaves open."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from raftlab.checks import Broken
from raftlab.checks.words import returned
from raftlab.labs.scene01.flp import (
    SERVERS,
    Configuration,
    Link,
    Peer,
    begin,
    explored,
    from_round_one,
    hear,
    valence,
)

PATIENCE = 40
"""Steps that a message may be in flight: an adversary delays, it loses nothing."""
SHOWN = 6
"""Steps that a failure shows: the last ones."""
LOOK = "`raftlab look scene01` draws the whole path"


@dataclass(frozen=True)
class Step:
    """One arrival: what had been told when, what it made of its receiver, and what can still be decided after it.

    told_in: the round in which the sender told it; sent: the step that began that round, 0 for the beginning.
    late: the receiver was in a later round. now: the four after the step, which is the last one if somebody decided.
    """

    number: int
    link: Link
    told_in: int
    sent: int
    late: bool
    came: str
    left: tuple[int, ...]
    now: Configuration


@dataclass
class Play:
    """The protocol under one schedule. `flying`: by link, the round and the step of each telling, oldest first."""

    values: str
    now: Configuration
    flying: dict[Link, deque[tuple[int, int]]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        for server in SERVERS:
            self.tell(server, 1, 0)

    def take(self, words: object) -> None:
        """Let the oldest message on the link that `words` names arrive. Broken where it cannot, or must not."""
        number = len(self.steps) + 1
        link = self.link(words, number)
        step = self.arrive(link, number)
        self.steps.append(step)
        if len(step.left) < 2:
            raise Broken(f"With step {number}, {words}, the outcome is settled: {settled(step)}.\n{self.end()}")
        self.check_patience(number)

    def arrive(self, link: Link, number: int) -> Step:
        """Let the oldest message on `link` arrive; return what came of it."""
        told_in, sent = self.flying[link].popleft()
        receiver = link[1]
        before = self.peer(receiver)
        if late := told_in < before.round:
            came, left = f"too late, {receiver} is in round {before.round}", valence(self.now)
        else:
            came, left = self.hear(link, before, number)
        return Step(number, link, told_in, sent, late, came, left, self.now)

    def hear(self, link: Link, before: Peer, number: int) -> tuple[str, tuple[int, ...]]:
        """Let the receiver take what it hears in its round; return what it makes of it, and what that leaves open."""
        receiver = link[1]
        self.now, decided = hear(self.now, *link)
        after = self.peer(receiver)
        if decided is not None:
            return f"{receiver} knows three times {decided} and decides", (decided,)
        if after.round == before.round:
            return f"{receiver} has heard one of two", valence(self.now)
        self.tell(receiver, after.round, number)
        return f"{receiver} takes {after.values[-1]} into round {after.round}", valence(self.now)

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
                    f"for {number - waiting[0][1]} steps; the limit is {PATIENCE}.\n{LOOK}"
                )

    def peer(self, server: str) -> Peer:
        return self.now[SERVERS.index(server)]

    # ---- in words ----------------------------------------------------------------------------------------------------

    def values_now(self) -> str:
        """Return what each server tells in the round that it is in."""
        told = "; ".join(
            f"{server} {peer.values[-1]} in round {peer.round}" for server, peer in zip(SERVERS, self.now, strict=True)
        )
        return f"now the four tell: {told}"

    def end(self) -> str:
        """Return the end of the path, what it came to, and how to see the whole."""
        return f"{self.path()}\n{self.values_now()}\n{LOOK}"

    def path(self, shown: int = SHOWN) -> str:
        """Return the values at the start and the last steps as a table, a line each."""
        return "\n".join(self.rows(shown))

    def rows(self, shown: int) -> Iterator[str]:
        """Yield the lines of the table: its head, the beginning, and the last `shown` steps."""
        yield row("step", "arrives", " ".join(SERVERS), "what comes of it", "possible")
        yield row("begin", "", told(begin(self.values)), "", in_words(valence(begin(self.values))))
        last = self.steps[-shown:]
        if last and last[0].number > 1:
            before = self.steps[last[0].number - 2]
            yield row("…", "", told(before.now), f"steps 1 to {before.number}", in_words(before.left))
        for step in last:
            yield row(str(step.number), " -> ".join(step.link), told(step.now), step.came, in_words(step.left))


def settled(step: Step) -> str:
    """Return why nothing is left open after a step."""
    value = step.left[0]
    if step.came.endswith("decides"):
        return f"{step.link[1]} decides {value}"
    looked_at = explored(from_round_one(step.now), 1 - value).configurations
    return f"{looked_at:,} configurations can follow, and in none of them does anybody decide {1 - value}"


def row(number: str, arrives: str, values: str, came: str, left: str) -> str:
    """Return a line of the table."""
    return f"{number:>5}  {arrives:<8}  {values:<11}  {came:<34}  {left}".rstrip()


def told(now: Configuration) -> str:
    """Return the values that the four tell, each under the server's name."""
    return "  ".join(str(peer.values[-1]) for peer in now).center(11)


def in_words(left: tuple[int, ...]) -> str:
    """Return which values can still be decided."""
    return " or ".join(map(str, left)) if len(left) > 1 else f"only {left[0]}"


def play(values: str, schedule: object, steps: int) -> Play:
    """Play `schedule` for `steps` steps. Broken where it is too short, cannot be, loses a message or decides."""
    played = Play(values, begin(values))
    go_on(played, schedule, steps)
    return played


def go_on(played: Play, schedule: object, steps: int) -> None:
    """Play `schedule` for `steps` steps; what was played until something is Broken stands in `played`."""
    asked = f"stall({played.values!r}, {steps})"
    if not isinstance(schedule, tuple | list):
        raise Broken(f"{asked} returned {returned(schedule):.60}; it returns a list of links.")
    for words in schedule[:steps]:
        played.take(words)
    if len(schedule) < steps:
        raise Broken(f"{asked} returned {len(schedule)} steps, not {steps}.")
