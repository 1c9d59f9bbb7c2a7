"""Random depth-first: seeded walks from the initial state, each as deep as the bound; finds long counterexamples."""

from __future__ import annotations

import random

from raftlab.explorer.search import Found, Record
from raftlab.explorer.space import Loud

WALK = 60
"""How many moves a walk makes where the bounds name no depth."""


def search(record: Record, seed: int) -> Found | None:
    """Walk until the budget of states is spent, or until every walk of a long while met nothing new.

    Return the first broken property. Nothing is proved by None.
    """
    rng = random.Random(seed)
    positions = {record.begin(): 0}
    limit = record.moving.bounds.depth or WALK
    idle = 0
    while len(record.order) < record.moving.bounds.states and idle < 1000:
        known = len(record.order)
        found = walk(record, rng, positions, limit)
        if found is not None:
            return found
        idle = idle + 1 if len(record.order) == known else 0
        if len(record.order) // record.report_every != known // record.report_every:
            record.report()
    return None


def walk(record: Record, rng: random.Random, positions: dict[int, int], limit: int) -> Found | None:
    """Make one walk, to a state not seen before wherever there is one."""
    state = record.order[0]
    for depth in range(1, limit + 1):
        choices = moves_of(record, state)
        record.steps += len(choices)
        if not choices:
            return None
        fresh = [choice for choice in choices if choice[0] not in positions]
        after, loud = rng.choice(fresh or choices)
        if after not in positions:
            positions[after] = len(record.order)
            record.order.append(after)
            record.parents.append(positions[state])
            record.depth = max(record.depth, depth)
            broken = record.moving.judge.broken(state, after, loud) if loud is not None else None
            if broken is not None:
                return Found(broken, record.trail(positions[after]))
        state = after
    return None


def moves_of(record: Record, state: int) -> list[tuple[int, Loud | None]]:
    """Return the states that one move leads to, each with the move where properties must be looked at."""
    moving = record.moving
    if moving.crowded(state):
        return []
    found: list[tuple[int, Loud | None]] = []
    for server, mask, menus in moving.menus:
        for group, known in menus.get(state & mask) or moving.menu(state, server):
            quiet, loud, _ = known(state & group.mask) or moving.expand(group, state)
            found += [(state ^ flip | more, None) for flip, more in quiet]
            found += [(state ^ move.flip | move.add, move) for move in loud]
    return [choice for choice in found if choice[0] != state or (choice[1] is not None and choice[1].broken)]
