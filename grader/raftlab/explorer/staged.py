"""Best-first by staged goals: the states that have met the most goals are looked at first, none is thrown away."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from raftlab.explorer.depth import moves_of
from raftlab.explorer.goals import Goal
from raftlab.explorer.search import Found, Record

OTHERS_TURN = 8
"""Every so many states one of the earliest stage is looked at, lest a bad goal hold the search for ever."""


@dataclass
class Stages:
    """The states still to be looked at, by how many goals they have met; and how many states it took to meet each."""

    goals: Sequence[Goal]
    queues: list[deque[int]] = field(default_factory=list)
    met_after: list[int] = field(default_factory=list)
    turn: int = 0

    def __post_init__(self) -> None:
        self.queues = [deque() for _ in range(len(self.goals) + 1)]

    def next(self) -> tuple[int, int] | None:
        """Return a position and its stage, None where nothing is left."""
        self.turn += 1
        stages = range(len(self.queues))
        for stage in stages if self.turn % OTHERS_TURN == 0 else reversed(stages):
            if self.queues[stage]:
                return self.queues[stage].popleft(), stage
        return None


def search(record: Record, stages: Stages) -> Found | None:
    """Look at states until the budget is spent or none is left; return the first broken property.

    The record holds the initial state, and whatever came before the states that are still to be looked at.
    """
    reached: list[int] = []
    for position, state in enumerate(record.order):
        reached.append(put(record, stages, state, position, reached[record.parents[position]] if position else 0))
    for queue in stages.queues:  # those before were looked at
        while queue and queue[0] < record.looks:
            queue.popleft()
    while not record.spent() and (chosen := stages.next()) is not None:
        position, stage = chosen
        state = record.order[position]
        record.looks += 1
        if not record.looks % record.report_every:
            record.report()
        if record.ahead is not None:
            record.ahead.look((state,))  # not more than one: which comes next is not known before
        choices = moves_of(record, state)
        record.steps += len(choices)
        for after, loud in choices:
            if after in record.seen and not (loud and loud.broken):
                continue
            record.order.append(after)
            record.parents.append(position)
            broken = record.moving.judge.broken(state, after, loud) if loud is not None else None
            if broken is not None:
                trail = record.trail(len(record.order) - 1)
                record.depth = len(trail) - 1
                return Found(broken, trail)
            put(record, stages, after, len(record.order) - 1, stage)
    record.depth = record.deepest()
    return None


def put(record: Record, stages: Stages, state: int, position: int, stage: int) -> int:
    """Queue a state under the stage it has reached; return the stage."""
    record.seen.add(state)
    locals_ = record.moving.space.locals(state)
    while stage < len(stages.goals) and stages.goals[stage].holds(locals_):
        stage += 1
        if stage > len(stages.met_after):
            stages.met_after.append(position + 1)
    stages.queues[stage].append(position)
    return stage
