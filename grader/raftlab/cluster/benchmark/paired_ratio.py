"""Two systems measured in turns: other work on the machine slows down both, and the ratio of a pair stays."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from raftlab.cluster.benchmark.systems import Measure
from raftlab.server import Record


class ThroughputPair(Record, frozen=True):
    """Calls a second of both systems, measured one after the other."""

    operation: str
    connections: int
    first: float
    second: float

    @property
    def ratio(self) -> float:
        """Return how many times as many calls the first system answered."""
        return self.first / self.second


def measure_pairs(
    first: Measure, second: Measure, operation: str, connections: int, seconds: float, count: int
) -> Iterator[ThroughputPair]:
    """Yield so many pairs; which system begins changes from pair to pair."""
    for number in range(count):
        if number % 2:
            later = second(operation, connections, seconds).calls_per_s
            yield ThroughputPair(operation, connections, first(operation, connections, seconds).calls_per_s, later)
        else:
            earlier = first(operation, connections, seconds).calls_per_s
            yield ThroughputPair(operation, connections, earlier, second(operation, connections, seconds).calls_per_s)


def ratio_text(pairs: list[ThroughputPair]) -> str:
    """Return the ratios of pairs in words.

    >>> ratio_text([Pair("SET", 16, 100, 10), Pair("SET", 16, 300, 10), Pair("SET", 16, 120, 10)])
    'SET, 16 connections: 12 times as many calls a second (median of 3 pairs; 10 to 30)'
    """
    ratios = sorted(pair.ratio for pair in pairs)
    median, operation, connections = statistics.median(ratios), pairs[0].operation, pairs[0].connections
    return (
        f"{operation}, {connections} connection{'s' * (connections > 1)}: {median:.3g} times as many calls a second"
        f" (median of {len(pairs)} pairs; {ratios[0]:.3g} to {ratios[-1]:.3g})"
    )
