"""Registers whose written values are distinct are decided without a search (Gibbons and Korach 1997).

The zone of a value is from the first end to the last start of the operations on it, its put and its gets. Two values
have an order if not each of them has an operation that ends before one of the other begins. A history is linearizable
if each get returns a value that some put wrote and does not end before that put began, and each pair has an order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from raftlab.linearizability.client_history import NEVER, Operation, Value

Zone = list[Operation]
"""The operations on one value; the put comes first, but for the initial value, which has none."""


def has_distinct_values(operations: Sequence[Operation], initial: Value) -> bool:
    """Return whether the operations are gets and puts, and no value is written twice."""
    written = [each.value for each in operations if each.kind == "put"]
    is_register = all(each.kind in ("get", "put") for each in operations)
    return is_register and len({initial, *written}) == len(written) + 1


def find_conflict(operations: Sequence[Operation], initial: Value) -> tuple[Operation, ...] | None:
    """Return a few operations that no order explains, None if the history is linearizable. Linear but for two sorts.

    The operations are those of a register with distinct values (`has_distinct_values`).
    """
    zones: dict[Value, Zone] = {initial: []}
    zones.update((each.value, [each]) for each in operations if each.kind == "put")
    for each in operations:
        if each.kind != "get" or not each.is_answered:
            continue
        zone = zones.get(each.result)
        if zone is None:
            return (each,)
        if each.result != initial and each.end < zone[0].start:
            return zone[0], each
        zone.append(each)
    pair = conflicting_zones(list(zones.values()))
    return None if pair is None else tuple(dict.fromkeys(zone_witnesses(pair[0]) + zone_witnesses(pair[1])))


def conflicting_zones(zones: Sequence[Zone]) -> tuple[Zone, Zone] | None:
    """Return two zones that have no order, None if there are none."""
    spans = [(first_end(zone), last_start(zone), zone) for zone in zones if zone]
    forward = sorted((span for span in spans if span[0] < span[1]), key=lambda span: span[:2])
    for earlier, later in pairwise(forward):
        if later[0] < earlier[1]:
            return earlier[2], later[2]
    ends = [span[0] for span in forward]
    for end, start, zone in spans:
        if end < start:
            continue
        place = bisect_left(ends, start) - 1
        if place >= 0 and end < forward[place][1]:
            return forward[place][2], zone
    return None


def first_end(zone: Zone) -> float:
    """Return the first end of a zone's operations; the initial value was there before all."""
    return min(each.end for each in zone) if zone[0].kind == "put" else -NEVER


def last_start(zone: Zone) -> float:
    """Return the last start of a zone's operations."""
    return max(each.start for each in zone)


def zone_witnesses(zone: Zone) -> tuple[Operation, ...]:
    """Return the put of a zone, the operation that ends first, and the one that begins last."""
    return zone[0], min(zone, key=attrgetter("end")), max(zone, key=attrgetter("start"))
