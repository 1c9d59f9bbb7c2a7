"""Looking ahead: the steps that the next states will need are asked for together, many in one frame.

A question to the submission's process costs more by its way there and back than by the step. What the states at hand
need is known before they are looked at, but for what follows from an answer; so a few rounds of questions do for
hundreds of states. Nothing else changes: the search then finds every step remembered.
"""

from __future__ import annotations

from collections.abc import Iterable

from raftlab.explorer.moves import Moving, collected
from raftlab.explorer.space import Group

STATES = 512
"""How many states one look takes in: enough to fill frames, and few enough to be wasted where the search then ends."""


class Ahead:
    """Asks for what coarse moves need."""

    def __init__(self, moving: Moving) -> None:
        self._moving = moving

    def look(self, states: Iterable[int]) -> None:
        """Ask for every step that moves of `states` need, and remember their moves.

        SubmissionFault where the submission ended its process in one of them, and it is not known in which.
        """
        states = list(states)
        states = list(states)
        self._open_menus(states)
        lacking: dict[tuple[Group, int], int] = {}
        for state in states:
            for _, mask, menus in self._moving.menus:
                for group, known in menus[state & mask]:
                    if known(key := state & group.mask) is None:
                        lacking[group, key] = state
        while lacking:
            with self._moving.cluster.ahead():
                lacking = {
                    (group, key): state for (group, key), state in lacking.items() if not self._expand(group, state)
                }

    def _open_menus(self, states: list[int]) -> None:
        """Make the menus of the states: what begins nothing is not asked about; much of it leads out of the bounds."""
        new = [
            (state, server)
            for server, mask, menus in self._moving.menus
            for local, state in {state & mask: state for state in states}.items()
            if local not in menus
        ]
        with self._moving.cluster.ahead():
            for state, server in new:
                self._moving.groups(state, server)
        for state, server in new:
            self._moving.menu(state, server)

    def _expand(self, group: Group, state: int) -> bool:
        """Remember the moves of a group; False where one of their steps is still to be asked for."""
        passages = list(self._moving.passages(group, state))
        for passage in passages:
            if passage.lacking:
                return False
        group.memo[state & group.mask] = collected(passages)
        return True
