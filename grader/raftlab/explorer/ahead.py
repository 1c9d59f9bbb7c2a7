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
        with self._moving.space.cluster.ahead():  # first what their timers begin: much of it leads nowhere
            for state in states:
                self._unknown(state)
        lacking = {(group, state & group.mask): state for state in states for group in self._unknown(state)}
        while lacking:
            with self._moving.space.cluster.ahead():
                lacking = {
                    (group, key): state for (group, key), state in lacking.items() if not self._expand(group, state)
                }

    def _unknown(self, state: int) -> list[Group]:
        """Return the groups of a state whose moves are not known yet."""
        servers = range(self._moving.space.count)
        groups = (group for server in servers for group in self._moving.groups(state, server))
        return [group for group in groups if state & group.mask not in group.memo]

    def _expand(self, group: Group, state: int) -> bool:
        """Remember the moves of a group; False where one of their steps is still to be asked for."""
        passages = list(self._moving.passages(group, state))
        if any(passage.lacking for passage in passages):
            return False
        group.memo[state & group.mask] = collected(iter(passages))
        return True
