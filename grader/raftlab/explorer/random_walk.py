"""Random walks: seeded, from the initial state, each up to the depth bound; they find long counterexamples."""

from __future__ import annotations

import random

from raftlab.explorer.search_tree import SearchTree, ViolationPath
from raftlab.explorer.state_encoding import CheckedMove

DEFAULT_WALK_LENGTH = 60
"""The length of a walk if the bounds have no depth, in moves."""


def run_random_walks(record: SearchTree, seed: int) -> ViolationPath | None:
    """Walk until the budget of states is spent, or until 1,000 walks in a row found no new state.

    Return the first violation. None proves nothing.
    """
    rng = random.Random(seed)
    positions = {record.add_initial_state(): 0}
    limit = record.move_generator.bounds.depth or DEFAULT_WALK_LENGTH
    idle = 0
    while len(record.states) < record.move_generator.bounds.states and idle < 1000:
        known = len(record.states)
        found = walk(record, rng, positions, limit)
        if found is not None:
            return found
        idle = idle + 1 if len(record.states) == known else 0
        if len(record.states) // record.report_interval != known // record.report_interval:
            record.report_progress()
    return None


def walk(record: SearchTree, rng: random.Random, positions: dict[int, int], limit: int) -> ViolationPath | None:
    """Make one walk; prefer new states at each move."""
    state = record.states[0]
    for depth in range(1, limit + 1):
        choices = next_states(record, state)
        record.steps += len(choices)
        if not choices:
            return None
        new = [choice for choice in choices if choice[0] not in positions]
        after, loud = rng.choice(new or choices)
        if after not in positions:
            positions[after] = len(record.states)
            record.states.append(after)
            record.parents.append(positions[state])
            record.depth = max(record.depth, depth)
            broken = record.move_generator.checker.broken_property(state, after, loud) if loud is not None else None
            if broken is not None:
                return ViolationPath(broken, record.path_to(positions[after]))
        state = after
    return None


def next_states(record: SearchTree, state: int) -> list[tuple[int, CheckedMove | None]]:
    """Return the states after one move, each with the move if properties must be checked after it."""
    generator = record.move_generator
    if generator.is_over_in_flight_limit(state):
        return []
    found: list[tuple[int, CheckedMove | None]] = []
    for server, mask, menus in generator.group_lookups:
        for group, known in menus.get(state & mask) or generator.make_group_lookups(state, server):
            quiet, loud, _ = known(state & group.mask) or generator.expand_group(group, state)
            found += [(state ^ flip | more, None) for flip, more in quiet]
            found += [(state ^ move.flip_bits | move.add_bits, move) for move in loud]
    return [choice for choice in found if choice[0] != state or (choice[1] is not None and choice[1].broken_properties)]
