"""Looking ahead: the steps that the next states will need are asked for together, many in one frame.

A question to the submission's process costs more by its way there and back than by the step. What the states at hand
need is known before they are looked at, but for what follows from an answer; so a few rounds of questions do for
hundreds of states. Nothing else changes: the search then finds every step remembered.
"""

from __future__ import annotations

from collections.abc import Iterable

from raftlab.explorer.moves import MoveGenerator, collect_moves
from raftlab.explorer.state_encoding import MoveGroup

PREFETCH_SIZE = 512
"""How many states one look takes in: enough to fill frames, and few enough to be wasted where the search then ends."""


class Prefetcher:
    """Asks for what coarse moves need."""

    def __init__(self, move_generator: MoveGenerator) -> None:
        self._move_generator = move_generator

    def prefetch(self, states: Iterable[int]) -> None:
        """Ask for every step that moves of `states` need, and remember their moves.

        SubmissionError where the submission ended its process in one of them, and it is not known in which.
        """
        states = list(states)
        states = list(states)
        self._make_group_lookups(states)
        lacking: dict[tuple[MoveGroup, int], int] = {}
        for state in states:
            for _, mask, menus in self._move_generator.group_lookups:
                for group, known in menus[state & mask]:
                    if known(key := state & group.mask) is None:
                        lacking[group, key] = state
        while lacking:
            with self._move_generator.transitions.batched_requests():
                lacking = {
                    (group, key): state
                    for (group, key), state in lacking.items()
                    if not self._expand_group(group, state)
                }

    def _make_group_lookups(self, states: list[int]) -> None:
        """Make the menus of the states: what begins nothing is not asked about; much of it leads out of the bounds."""
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

    def _expand_group(self, group: MoveGroup, state: int) -> bool:
        """Remember the moves of a group; False where one of their steps is still to be asked for."""
        passages = list(self._move_generator.build_moves(group, state))
        for passage in passages:
            if passage.is_pending:
                return False
        group.memo[state & group.mask] = collect_moves(passages)
        return True
