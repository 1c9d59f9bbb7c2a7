"""Four servers that agree on 0 or 1, and what any schedule of theirs leaves open. (FLP 1985, Lemmas 2 and 3)

The protocol is the one-third rule (Charron-Bost and Schiper 2009): in each round a server tells the others its value,
waits until it knows three values, its own among them, and takes the one that most of the three have. Where all three
are equal it decides. Nothing in it is left to chance; what is left open is only which messages arrive first.

Here a message of a round that its receiver has not reached yet stays in flight until it has. That takes no schedule
away: a server that got it early would keep it until then.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

SERVERS = ("S1", "S2", "S3", "S4")
VALUES_NEEDED = 3
"""The values that a server waits for, its own among them: one of the four may be down for ever."""


class Peer(NamedTuple):
    """One server: the value that it tells in each round so far, and whom it has heard in the last of them."""

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
    """Return where the protocol begins: values "0011" are those of S1 to S4, in order."""
    return tuple(Peer((int(value),)) for value in values)


def deliver_message(configuration: Configuration, sender: str, receiver: str) -> tuple[Configuration, int | None]:
    """Return what becomes of `now` when the receiver hears what the sender tells in the receiver's round.

    The second part is the value that the receiver decides then, None where it does not.
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
    """Return the values that can still be decided: every schedule that follows is looked at, until one decides each.

    (0, 1): bivalent, nothing is settled yet; (0,) or (1,): univalent, the outcome is settled, whoever knows it or not.
    """
    return tuple(value for value in (0, 1) if can_decide(renumber_rounds(configuration), value))


def can_decide(start: Configuration, value: int) -> bool:
    """Tell whether some schedule from `first` on comes to decide `value` first."""
    return find_decision(start, value).schedule is not None


class DecisionSearch(NamedTuple):
    """What a search for a decision came to: a schedule that ends in it, None for none; what was looked at."""

    schedule: tuple[Link, ...] | None
    configuration_count: int


@lru_cache(maxsize=4096)
def find_decision(start: Configuration, value: int) -> DecisionSearch:
    """Look for a schedule from `first` on that comes to decide `value` first. The most promising are tried first."""
    came: dict[Configuration, tuple[Configuration, Link] | None] = {start: None}
    waiting = [(estimated_distance(start, value), start)]
    while waiting:
        _, here = heapq.heappop(waiting)
        for link in deliverable_links(here):
            after, decided = deliver_message(here, *link)
            if decided == value:
                return DecisionSearch((*links_to(here, came), link), len(came))
            after = renumber_rounds(after)
            if decided is None and after not in came:
                came[after] = here, link
                heapq.heappush(waiting, (estimated_distance(after, value), after))
    return DecisionSearch(None, len(came))


def links_to(
    end: Configuration, predecessors: Mapping[Configuration, tuple[Configuration, Link] | None]
) -> tuple[Link, ...]:
    """Return the links that lead to `end`; `came` tells of each configuration from which other one, and by which."""
    links: list[Link] = []
    while (last := predecessors[end]) is not None:
        end = last[0]
        links.insert(0, last[1])
    return tuple(links)


def estimated_distance(configuration: Configuration, value: int) -> tuple[int, int]:
    """Return how far servers are from deciding `value`, at a guess: the values that differ, then the rounds to go."""
    agree = sum(peer.values[-1] == value for peer in configuration)
    heard = sum(
        sent_value(configuration, each, server) == value
        for server, peer in zip(SERVERS, configuration, strict=True)
        for each in peer.heard_from
    )
    return -(2 * agree + heard), -sum(peer.round for peer in configuration)


def sent_value(configuration: Configuration, sender: str, receiver: str) -> int:
    """Return what the sender tells in the receiver's round."""
    return configuration[SERVERS.index(sender)].values[configuration[SERVERS.index(receiver)].round - 1]


def renumber_rounds(configuration: Configuration) -> Configuration:
    """Return `now` as if the round of the last server were the first: what comes of it is the same.

    So the configurations are finitely many, and a search of all schedules ends.
    """
    over = min(peer.round for peer in configuration) - 1
    return tuple(Peer(peer.values[over:], tuple(sorted(peer.heard_from))) for peer in configuration)
