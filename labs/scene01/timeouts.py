"""The protocol of flp.py on a clock: a network that delays like an adversary, servers that wait before they speak."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from raftlab.labs.scene01.flp import SERVERS, Configuration, begin, hear, unheard

Network = Mapping[tuple[str, str], int]
"""(sender, receiver) -> how long a message takes, in ms: the same each time."""
Window = tuple[float, float]
"""From where to where a server draws how long it waits before it speaks, in ms."""

DELAYS_MS = (10, 20, 30)
EQUAL: Window = (100.0, 100.0)
STUBBORN_MS = 10_000.0
LIMIT_MS = 20_000.0
"""How long a run may take, and a server wait."""


@dataclass
class Timed:
    """One run on a clock. `run` tells when a server decided first."""

    network: Network
    window: Window
    chance: random.Random
    now: Configuration
    calendar: list[tuple[float, int, str, str, int]] = field(default_factory=list)
    arrived: list[tuple[str, str, int]] = field(default_factory=list)  # before their receiver was in that round
    count: int = 0

    def run(self, limit_ms: float) -> float | None:
        """Return when the first server decides, in ms; None where none has by `limit_ms`."""
        for server in SERVERS:
            self.speak(server, 1, 0.0)
        while self.calendar and self.calendar[0][0] <= limit_ms:
            at, _, sender, receiver, number = heapq.heappop(self.calendar)
            self.arrived.append((sender, receiver, number))
            if self.take(at):
                return at
        return None

    def speak(self, server: str, number: int, begun: float) -> None:
        """Put on the calendar when what `server` tells in round `number`, begun now, reaches the others."""
        at = begun + self.chance.uniform(*self.window)
        for other in SERVERS:
            if other != server:
                self.count += 1
                arrival = at + self.network[server, other]
                heapq.heappush(self.calendar, (arrival, self.count, server, other, number))

    def take(self, at: float) -> bool:
        """Let everyone hear what has arrived for its round; tell whether one decided."""
        while (link := self.timely()) is not None:
            round_before = self.round(link[1])
            self.now, decided = hear(self.now, *link)
            if decided is not None:
                return True
            if self.round(link[1]) > round_before:
                self.speak(link[1], self.round(link[1]), at)
        return False

    def timely(self) -> tuple[str, str] | None:
        """Take the first arrived message whose receiver is in its round; forget those that came too late."""
        can = set(unheard(self.now))
        self.arrived = [each for each in self.arrived if each[2] >= self.round(each[1])]
        for each in self.arrived:
            if each[2] == self.round(each[1]) and each[:2] in can:
                self.arrived.remove(each)
                return each[:2]
        return None

    def round(self, server: str) -> int:
        return self.now[SERVERS.index(server)].round


def decided_at(values: str, network: Network, window: Window, seed: int, limit_ms: float) -> float | None:
    """Return when servers that begin with `values` decide, in ms; None where they have not by `limit_ms`."""
    return Timed(network, window, random.Random(seed), begin(values)).run(limit_ms)


def is_window(seen: object) -> bool:
    """Tell whether `seen` is (low, high), two numbers of ms."""
    if not isinstance(seen, tuple) or len(seen) != 2 or not all(type(each) is int for each in seen):
        return False
    return 0 <= seen[0] <= seen[1] <= LIMIT_MS


def stubborn_network(values: str) -> Network:
    """Return the first network, of all whose delays are DELAYS_MS, that keeps equal timeouts from ever deciding.

    ValueError where there is none: the values settle the outcome by themselves.
    """
    for network in networks():
        if decided_at(values, network, EQUAL, 0, STUBBORN_MS) is None:
            return network
    raise ValueError(f"no network keeps {values} undecided")


def networks() -> Iterator[Network]:
    """Yield every network in which each server hears the three others after DELAYS_MS, in one order or another."""
    orders = [
        [dict(zip(order, DELAYS_MS, strict=True)) for order in itertools.permutations(s for s in SERVERS if s != to)]
        for to in SERVERS
    ]
    for chosen in itertools.product(*orders):
        yield {(sender, to): delays[sender] for to, delays in zip(SERVERS, chosen, strict=True) for sender in delays}
