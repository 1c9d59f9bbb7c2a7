"""The record of a search that every engine keeps: its states, their parents, and counters."""

from __future__ import annotations

import sys
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from raftlab.explorer.move_generator import MoveEvent, MoveGenerator
from raftlab.explorer.prefetch import PREFETCH_SIZE, Prefetcher

REPORT_INTERVALS = {False: 1 << 13, True: 1 << 10}
"""Coarse or not -> how many states are expanded between progress reports. Coarse steps take longer."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a search."""

    states: int
    depth: int
    steps: int
    request_count: int
    memory_bytes: int
    seconds: float


OnProgress = Callable[[Progress], None]


def ignore_progress(progress: Progress) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class ViolationPath:
    """A broken property, and the path of states from the initial one to the one that breaks it."""

    property: str
    states: tuple[int, ...]


@dataclass
class SearchTree:
    """The states of one search in the order of their discovery; each knows its parent's position."""

    move_generator: MoveGenerator
    on_progress: OnProgress = ignore_progress
    use_ample_sets: bool = False  # moves that only add messages in flight are made first and alone
    prefetcher: Prefetcher | None = None  # requests many steps at once, if that pays off
    visited_states: set[int] = field(default_factory=set)
    states: list[int] = field(default_factory=list)
    parents: array[int] = field(default_factory=lambda: array("I"))
    steps: int = 0
    expanded_count: int = 0
    depth: int = 0
    is_depth_limited: bool = False  # the bound on depth left states unexpanded
    start_cpu_s: float = field(default_factory=time.process_time)

    def add_initial_state(self) -> int:
        """Add the initial state and return it."""
        state = self.move_generator.initial_state()
        self.visited_states.add(state)
        self.states.append(state)
        self.parents.append(0)
        return state

    @property
    def report_interval(self) -> int:
        """Return how many states are expanded between progress reports."""
        return REPORT_INTERVALS[self.move_generator.bounds.coarse]

    def restart(self) -> None:
        """Forget every state except the initial one."""
        self.visited_states, self.states, self.parents = set(), [], array("I")
        self.expanded_count = self.depth = self.steps = 0
        self.add_initial_state()

    def prefetch(self, position: int) -> int:
        """Prefetch the steps of the states from `position` on; return the position of the first state left out."""
        if self.prefetcher is None:
            return -1
        end = min(position + PREFETCH_SIZE, len(self.states))
        self.prefetcher.prefetch(self.states[position:end])
        return end

    def path_to(self, position: int) -> tuple[int, ...]:
        """Return the states from the initial one to that at `position`."""
        trail = [self.states[position]]
        while position:
            position = self.parents[position]
            trail.append(self.states[position])
        return tuple(reversed(trail))

    def max_depth(self) -> int:
        """Return the length of the longest path from the initial state, in moves."""
        depths = array("I", [0])
        for parent in self.parents[1:]:
            depths.append(depths[parent] + 1)
        return max(depths)

    def is_budget_spent(self) -> bool:
        """Return whether the budget of states was spent before every state was expanded."""
        return self.expanded_count < len(self.states) and len(self.states) >= self.move_generator.bounds.states

    def report_progress(self) -> None:
        """Report the progress of the search."""
        calls = self.move_generator.encoder.transitions.request_count
        seconds = time.process_time() - self.start_cpu_s
        self.on_progress(Progress(len(self.states), self.depth, self.steps, calls, self.memory_bytes(), seconds))

    def memory_bytes(self) -> int:
        """Return the memory of the states: the integers, their set, their list and their parents."""
        sample = self.states[:: max(1, len(self.states) // 1000)]
        each = sum(map(sys.getsizeof, sample)) / max(1, len(sample))
        tables = sys.getsizeof(self.visited_states) + sys.getsizeof(self.states) + sys.getsizeof(self.parents)
        return int(each * len(self.states)) + tables


def events_of_path(
    move_generator: MoveGenerator, states: tuple[int, ...], broken_property: str = ""
) -> list[list[MoveEvent]]:
    """Return the events of each move along a path of states, without the boots.

    broken_property: the property that the last move breaks. Other moves to the same state may not break it.
    """
    steps = list(pairwise(states))
    events = [events_between(move_generator, before, after) for before, after in steps[:-1]]
    return events + [events_between(move_generator, before, after, broken_property) for before, after in steps[-1:]]


def events_between(
    move_generator: MoveGenerator, before: int, after: int, broken_property: str = ""
) -> list[MoveEvent]:
    """Return the events of the first move from one state to the other, if possible one that breaks the property."""
    matching = [
        each for each in move_generator.build_all_moves(before) if before ^ each.flip_bits | each.add_bits == after
    ]
    if matching:
        return min(matching, key=lambda each: broken_property not in each.broken_properties).events
    if move_generator.apply_send_only_moves(before) == after:
        return [event for move in move_generator.build_all_moves(before) if move.is_send_only for event in move.events]
    raise LookupError("no move leads from one state of the path to the next")
