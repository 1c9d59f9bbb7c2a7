"""The protocol of flp.py in virtual time: the network delays like an adversary, servers wait before they send."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from raftlab.labs.scene01.flp import SERVERS, Configuration, deliver_message, deliverable_links, initial_configuration

Network = Mapping[tuple[str, str], int]
"""(sender, receiver) -> how long a message takes, in ms: the same each time."""
Window = tuple[float, float]
"""The range from which a server draws how long it waits before it sends, in ms."""

DELAYS_MS = (10, 20, 30)
EQUAL_WINDOW: Window = (100.0, 100.0)
STALL_MS = 10_000.0
LIMIT_MS = 20_000.0
"""The limit of a run, and of a waiting time."""


@dataclass
class TimedRun:
    """One run in virtual time. `run` returns when the first server decides."""

    network: Network
    window: Window
    rng: random.Random
    configuration: Configuration
    arrival_queue: list[tuple[float, int, str, str, int]] = field(default_factory=list)
    arrived_messages: list[tuple[str, str, int]] = field(
        default_factory=list
    )  # before their receiver was in that round
    message_count: int = 0

    def run(self, limit_ms: float) -> float | None:
        """Return when the first server decides, in ms; or None if none has by `limit_ms`."""
        for server in SERVERS:
            self.send_value(server, 1, 0.0)
        while self.arrival_queue and self.arrival_queue[0][0] <= limit_ms:
            at, _, sender, receiver, number = heapq.heappop(self.arrival_queue)
            self.arrived_messages.append((sender, receiver, number))
            if self.receive_arrived(at):
                return at
        return None

    def send_value(self, server: str, round_number: int, start_ms: float) -> None:
        """Schedule the arrivals of the value that `server` sends in a round that starts at `start_ms`."""
        at = start_ms + self.rng.uniform(*self.window)
        for other in SERVERS:
            if other != server:
                self.message_count += 1
                arrival = at + self.network[server, other]
                heapq.heappush(self.arrival_queue, (arrival, self.message_count, server, other, round_number))

    def receive_arrived(self, now_ms: float) -> bool:
        """Deliver the messages that have arrived for a receiver's round; tell whether a server decided."""
        while (link := self.pop_timely_message()) is not None:
            round_before = self.round_of(link[1])
            self.configuration, decided = deliver_message(self.configuration, *link)
            if decided is not None:
                return True
            if self.round_of(link[1]) > round_before:
                self.send_value(link[1], self.round_of(link[1]), now_ms)
        return False

    def pop_timely_message(self) -> tuple[str, str] | None:
        """Remove and return the first arrived message of its receiver's round; drop those that are too late."""
        can = set(deliverable_links(self.configuration))
        self.arrived_messages = [each for each in self.arrived_messages if each[2] >= self.round_of(each[1])]
        for each in self.arrived_messages:
            if each[2] == self.round_of(each[1]) and each[:2] in can:
                self.arrived_messages.remove(each)
                return each[:2]
        return None

    def round_of(self, server: str) -> int:
        return self.configuration[SERVERS.index(server)].round


def decision_time_ms(values: str, network: Network, window: Window, seed: int, limit_ms: float) -> float | None:
    """Return when servers that begin with `values` decide, in ms, or None if they have not by `limit_ms`."""
    return TimedRun(network, window, random.Random(seed), initial_configuration(values)).run(limit_ms)


def is_window(value: object) -> bool:
    """Tell whether `value` is (low, high), two whole numbers of ms."""
    if not isinstance(value, tuple) or len(value) != 2 or not all(type(each) is int for each in value):
        return False
    return 0 <= value[0] <= value[1] <= LIMIT_MS


def stalling_network(values: str) -> Network:
    """Return the first network with delays DELAYS_MS under which servers with equal timeouts never decide.

    ValueError if there is none: the initial values alone fix the outcome.
    """
    for network in all_networks():
        if decision_time_ms(values, network, EQUAL_WINDOW, 0, STALL_MS) is None:
            return network
    raise ValueError(f"no network keeps {values} undecided")


def all_networks() -> Iterator[Network]:
    """Yield every network in which each server hears the three others after DELAYS_MS, in one order or another."""
    orders = [
        [dict(zip(order, DELAYS_MS, strict=True)) for order in itertools.permutations(s for s in SERVERS if s != to)]
        for to in SERVERS
    ]
    for chosen in itertools.product(*orders):
        yield {(sender, to): delays[sender] for to, delays in zip(SERVERS, chosen, strict=True) for sender in delays}
