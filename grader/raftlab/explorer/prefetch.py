"""Prefetching: request the steps that the next states need together, many in one frame.

For a request to the submission's process the round trip costs more than the step. Most steps that a state needs are
known before it is expanded; the others follow from a response. So a few rounds of requests are enough for hundreds
of states. The search itself does not change: it finds every step in the cache.
"""

from __future__ import annotations

from collections.abc import Iterable

from raftlab.explorer.move_generator import MoveGenerator, collect_moves
from raftlab.explorer.state_encoding import MoveMemo

PREFETCH_SIZE = 512
"""How many states are prefetched at a time: enough to fill frames, and little waste if the search then ends."""


class Prefetcher:
    """Requests the steps of coarse moves ahead of the search."""

    def __init__(self, move_generator: MoveGenerator) -> None:
        self._move_generator = move_generator

    def prefetch(self, states: Iterable[int]) -> None:
        """Request every step that the moves of `states` need, and keep their moves.

        SubmissionError if the submission ended its process in one of the steps: it is not known in which.
        """
        states = list(states)
        self._make_group_lookups(states)
        missing: dict[tuple[MoveMemo, int], int] = {}
        for state in states:
            for _, mask, menus in self._move_generator.group_lookups:
                for group, known in menus[state & mask]:
                    if known(key := state & group.mask) is None:
                        missing[group, key] = state
        while missing:
            with self._move_generator.transitions.batched_requests():
                missing = {
                    (group, key): state
                    for (group, key), state in missing.items()
                    if not self._expand_group(group, state)
                }

    def _make_group_lookups(self, states: list[int]) -> None:
        """Make the look-ups of the states; exchanges that cannot begin, mostly out of bounds, are left out."""
        new = [
            (state, server)
            for server, mask, menus in self._move_generator.group_lookups
            for local, state in {state & mask: state for state in states}.items()
            if local not in menus
        ]
        with self._move_generator.transitions.batched_requests():
            for state, server in new:
                self._move_generator.groups_of(state, server)
        for state, server in new:
            self._move_generator.make_group_lookups(state, server)

    def _expand_group(self, group: MoveMemo, state: int) -> bool:
        """Keep the moves of a group and return True; return False if one of their steps is still pending."""
        moves = list(self._move_generator.build_moves(group, state))
        for move in moves:
            if move.is_pending:
                return False
        group.memo[state & group.mask] = collect_moves(moves)
        return True
