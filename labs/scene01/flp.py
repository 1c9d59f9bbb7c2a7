"""Four servers that agree on 0 or 1, and the values that are still possible after a schedule. (FLP 1985, Lemmas 2, 3)

The protocol is the one-third rule (Charron-Bost and Schiper 2009): in each round a server sends the others its value,
waits until it knows three values, its own among them, and takes the one that most of the three have. If all three are
equal it decides. The servers are deterministic; only the order in which messages arrive is open.

Here a message of a round that its receiver has not reached yet stays in flight until the receiver reaches it. No
schedule is lost by this: a server that got the message early would keep it until then.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

SERVERS = ("S1", "S2", "S3", "S4")
VALUES_NEEDED = 3
"""How many values a server waits for, its own among them: one of the four may be down forever."""


class Peer(NamedTuple):
    """One server: the value that it sent in each round so far, and the servers it has heard in the last round."""

    values: tuple[int, ...]
    heard_from: tuple[str, ...] = ()

    @property
    def round(self) -> int:
        """Return the round it is in, from 1."""
        return len(self.values)


Link = tuple[str, str]
"""Who sends, and who receives."""

Configuration = tuple[Peer, ...]
"""The four servers in the order of SERVERS, none of which has decided."""


def initial_configuration(values: str) -> Configuration:
    """Return the configuration at the start: values "0011" are those of S1 to S4, in order."""
    return tuple(Peer((int(value),)) for value in values)


def deliver_message(configuration: Configuration, sender: str, receiver: str) -> tuple[Configuration, int | None]:
    """Return the configuration after the receiver has heard the sender's value of the receiver's round.

    The second part is the value that the receiver decides, or None.
    """
    at = SERVERS.index(receiver)
    peer = configuration[at]
    heard = (*peer.heard_from, sender)
    if len(heard) + 1 < VALUES_NEEDED:
        return (*configuration[:at], Peer(peer.values, heard), *configuration[at + 1 :]), None
    known = [peer.values[-1], *(configuration[SERVERS.index(each)].values[peer.round - 1] for each in heard)]
    value = int(sum(known) * 2 > VALUES_NEEDED)
    decided = value if sum(known) in (0, VALUES_NEEDED) else None
    return (*configuration[:at], Peer((*peer.values, value)), *configuration[at + 1 :]), decided


def deliverable_links(configuration: Configuration) -> Iterator[Link]:
    """Yield each (sender, receiver) such that the receiver may hear the sender in its round, and has not yet."""
    for receiver, peer in zip(SERVERS, configuration, strict=True):
        for sender, other in zip(SERVERS, configuration, strict=True):
            if sender != receiver and sender not in peer.heard_from and other.round >= peer.round:
                yield sender, receiver


# ---- exploring -------------------------------------------------------------------------------------------------------


def valence(configuration: Configuration) -> tuple[int, ...]:
    """Return the values that can still be decided: search the schedules that follow for a decision of each value.

    (0, 1): bivalent, both values are possible; (0,) or (1,): univalent, the outcome is fixed.
    """
    return tuple(value for value in (0, 1) if can_decide(renumber_rounds(configuration), value))


def can_decide(start: Configuration, value: int) -> bool:
    """Tell whether some schedule from `start` first decides `value`."""
    return find_decision(start, value).schedule is not None


class DecisionSearchResult(NamedTuple):
    """The result of a search for a decision: a schedule that ends in it or None, and how many states were visited."""

    schedule: tuple[Link, ...] | None
    configuration_count: int


@lru_cache(maxsize=4096)
def find_decision(start: Configuration, value: int) -> DecisionSearchResult:
    """Search for a schedule from `start` that first decides `value`, best first."""
    predecessors: dict[Configuration, tuple[Configuration, Link] | None] = {start: None}
    waiting = [(estimated_distance(start, value), start)]
    while waiting:
        _, here = heapq.heappop(waiting)
        for link in deliverable_links(here):
            after, decided = deliver_message(here, *link)
            if decided == value:
                return DecisionSearchResult((*schedule_to(here, predecessors), link), len(predecessors))
            after = renumber_rounds(after)
            if decided is None and after not in predecessors:
                predecessors[after] = here, link
                heapq.heappush(waiting, (estimated_distance(after, value), after))
    return DecisionSearchResult(None, len(predecessors))


def schedule_to(
    end: Configuration, predecessors: Mapping[Configuration, tuple[Configuration, Link] | None]
) -> tuple[Link, ...]:
    """Return the links that lead to `end`; `predecessors` maps a configuration to the one before it and the link."""
    links: list[Link] = []
    while (last := predecessors[end]) is not None:
        end = last[0]
        links.insert(0, last[1])
    return tuple(links)


def estimated_distance(configuration: Configuration, value: int) -> tuple[int, int]:
    """Return an estimate of the distance to a decision of `value`: the values that differ, then the rounds to go."""
    agree = sum(peer.values[-1] == value for peer in configuration)
    heard = sum(
        sent_value(configuration, each, server) == value
        for server, peer in zip(SERVERS, configuration, strict=True)
        for each in peer.heard_from
    )
    return -(2 * agree + heard), -sum(peer.round for peer in configuration)


def sent_value(configuration: Configuration, sender: str, receiver: str) -> int:
    """Return the value that the sender sends in the receiver's round."""
    return configuration[SERVERS.index(sender)].values[configuration[SERVERS.index(receiver)].round - 1]


def renumber_rounds(configuration: Configuration) -> Configuration:
    """Return the configuration with rounds counted from the slowest server's round: the future is the same.

    This makes the number of configurations finite, so a search of all schedules ends.
    """
    over = min(peer.round for peer in configuration) - 1
    return tuple(Peer(peer.values[over:], tuple(sorted(peer.heard_from))) for peer in configuration)
