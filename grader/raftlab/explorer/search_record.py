"""What every engine keeps of a search, and what it gives back."""

from __future__ import annotations

import sys
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from raftlab.explorer.moves import MoveEvent, MoveGenerator
from raftlab.explorer.prefetch import PREFETCH_SIZE, Prefetcher

REPORT_INTERVALS = {False: 1 << 13, True: 1 << 10}
"""A progress report is due each time that many states were looked at; with coarse steps, which take longer, sooner."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come."""

    states: int
    depth: int
    steps: int
    request_count: int
    memory_bytes: int
    seconds: float


OnProgress = Callable[[Progress], None]


def ignore_progress(progress: Progress) -> None:
    """Watch nothing."""


@dataclass(frozen=True, slots=True)
class ViolationPath:
    """A broken property, and the states from the initial one to that which breaks it."""

    property: str
    states: tuple[int, ...]


@dataclass
class SearchRecord:
    """The states of one search in the order of their discovery; each knows its parent's position."""

    move_generator: MoveGenerator
    on_progress: OnProgress = ignore_progress
    use_ample_sets: bool = False  # moves that change nothing but what is on its way are made first, and alone
    prefetcher: Prefetcher | None = None  # what asks for many steps at once, where that is worth it
    visited_states: set[int] = field(default_factory=set)
    states: list[int] = field(default_factory=list)
    parents: array[int] = field(default_factory=lambda: array("I"))
    steps: int = 0
    expanded_count: int = 0
    depth: int = 0
    is_depth_limited: bool = False  # the bound on depth left states unlooked at
    start_cpu_s: float = field(default_factory=time.process_time)

    def add_initial_state(self) -> int:
        """Note the initial state and return it."""
        state = self.move_generator.initial_state()
        self.visited_states.add(state)
        self.states.append(state)
        self.parents.append(0)
        return state

    @property
    def report_interval(self) -> int:
        """Return after how many states that were looked at a report is due."""
        return REPORT_INTERVALS[self.move_generator.bounds.coarse]

    def restart(self) -> None:
        """Forget every state but the initial one."""
        self.visited_states, self.states, self.parents = set(), [], array("I")
        self.expanded_count = self.depth = self.steps = 0
        self.add_initial_state()

    def prefetch(self, position: int) -> int:
        """Ask for the steps that the states from `position` on need; return the position of the first one left out."""
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
        """Return how many moves the state with the longest path is away from the initial one."""
        depths = array("I", [0])
        for parent in self.parents[1:]:
            depths.append(depths[parent] + 1)
        return max(depths)

    def is_budget_spent(self) -> bool:
        """Tell whether the budget of states is spent before every state was looked at."""
        return self.expanded_count < len(self.states) and len(self.states) >= self.move_generator.bounds.states

    def report_progress(self) -> None:
        """Tell the watcher how far the search has come."""
        calls = self.move_generator.encoder.transitions.request_count
        seconds = time.process_time() - self.start_cpu_s
        self.on_progress(Progress(len(self.states), self.depth, self.steps, calls, self.memory_bytes(), seconds))

    def memory_bytes(self) -> int:
        """Return what the states take: the integers, the set of them, their order and their parents."""
        sample = self.states[:: max(1, len(self.states) // 1000)]
        each = sum(map(sys.getsizeof, sample)) / max(1, len(sample))
        tables = sys.getsizeof(self.visited_states) + sys.getsizeof(self.states) + sys.getsizeof(self.parents)
        return int(each * len(self.states)) + tables


def events_of_path(
    move_generator: MoveGenerator, states: tuple[int, ...], broken_property: str = ""
) -> list[list[MoveEvent]]:
    """Return the events of each move along a path of states, boots left out.

    broken: what the last of them breaks. A move may break it by itself, and lead where others that do not lead too.
    """
    steps = list(pairwise(states))
    told = [events_between(move_generator, before, after) for before, after in steps[:-1]]
    return told + [events_between(move_generator, before, after, broken_property) for before, after in steps[-1:]]


def events_between(
    move_generator: MoveGenerator, before: int, after: int, broken_property: str = ""
) -> list[MoveEvent]:
    """Return the events of a move that leads from one state to the other: of the first, or the first that breaks so."""
    leading = [
        each for each in move_generator.build_all_moves(before) if before ^ each.flip_bits | each.add_bits == after
    ]
    if leading:
        return min(leading, key=lambda each: broken_property not in each.broken_properties).events
    if move_generator.apply_send_only_moves(before) == after:
        return [
            done
            for passage in move_generator.build_all_moves(before)
            if passage.is_send_only
            for done in passage.events
        ]
    raise LookupError("no move leads from one state of the path to the next")
