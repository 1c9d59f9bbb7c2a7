"""Best-first search by staged goals: states that have met the most goals are expanded first; none is dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from raftlab.explorer.random_walk import next_states
from raftlab.explorer.search_goals import SearchGoal
from raftlab.explorer.search_tree import SearchTree, ViolationPath

FAIRNESS_INTERVAL = 8
"""After this many states, one of the earliest stage is expanded, so that a bad goal cannot stall the search."""


@dataclass
class StageQueues:
    """The unexpanded states, in one queue per number of goals met; and how many states it took to meet each goal."""

    goals: Sequence[SearchGoal]
    queues: list[deque[int]] = field(default_factory=list)
    states_until_met: list[int] = field(default_factory=list)
    pop_count: int = 0

    def __post_init__(self) -> None:
        self.queues = [deque() for _ in range(len(self.goals) + 1)]

    def pop(self) -> tuple[int, int] | None:
        """Return the position of a state and its stage; None if no state is left."""
        self.pop_count += 1
        stages = range(len(self.queues))
        for stage in stages if self.pop_count % FAIRNESS_INTERVAL == 0 else reversed(stages):
            if self.queues[stage]:
                return self.queues[stage].popleft(), stage
        return None


def run_best_first_search(record: SearchTree, stages: StageQueues) -> ViolationPath | None:
    """Expand states until the budget is spent or none is left; return the first violation.

    The record holds the initial state, and any states that were found before.
    """
    reached: list[int] = []
    for position, state in enumerate(record.states):
        reached.append(enqueue(record, stages, state, position, reached[record.parents[position]] if position else 0))
    for queue in stages.queues:  # skip the states that are already expanded
        while queue and queue[0] < record.expanded_count:
            queue.popleft()
    while not record.is_budget_spent() and (chosen := stages.pop()) is not None:
        position, stage = chosen
        state = record.states[position]
        record.expanded_count += 1
        if not record.expanded_count % record.report_interval:
            record.report_progress()
        if record.prefetcher is not None:
            record.prefetcher.prefetch((state,))  # only one: the next state is not known yet
        choices = next_states(record, state)
        record.steps += len(choices)
        for after, loud in choices:
            if after in record.visited_states and not (loud and loud.broken_properties):
                continue
            record.states.append(after)
            record.parents.append(position)
            broken = record.move_generator.checker.broken_property(state, after, loud) if loud is not None else None
            if broken is not None:
                trail = record.path_to(len(record.states) - 1)
                record.depth = len(trail) - 1
                return ViolationPath(broken, trail)
            enqueue(record, stages, after, len(record.states) - 1, stage)
    record.depth = record.max_depth()
    return None


def enqueue(record: SearchTree, stages: StageQueues, state: int, position: int, stage: int) -> int:
    """Queue a state under the stage it has reached; return the stage."""
    record.visited_states.add(state)
    locals_ = record.move_generator.encoder.local_states(state)
    while stage < len(stages.goals) and stages.goals[stage].holds(locals_):
        stage += 1
        if stage > len(stages.states_until_met):
            stages.states_until_met.append(position + 1)
    stages.queues[stage].append(position)
    return stage
