"""What every engine keeps of a search, and what it gives back."""

from __future__ import annotations

import sys
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from raftlab.explorer.ahead import STATES, Ahead
from raftlab.explorer.moves import Done, Moving

REPORT_EVERY = {False: 1 << 13, True: 1 << 10}
"""A progress report is due each time that many states were looked at; with coarse steps, which take longer, sooner."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search has come."""

    states: int
    depth: int
    steps: int
    calls: int
    memory_bytes: int
    seconds: float


Watch = Callable[[Progress], None]


def nobody(progress: Progress) -> None:
    """Watch nothing."""


@dataclass(frozen=True, slots=True)
class Found:
    """A broken property, and the states from the initial one to that which breaks it."""

    property: str
    states: tuple[int, ...]


@dataclass
class Record:
    """The states of one search in the order of their discovery; each knows its parent's position."""

    moving: Moving
    watch: Watch = nobody
    ample: bool = False  # moves that change nothing but what is on its way are made first, and alone
    ahead: Ahead | None = None  # what asks for many steps at once, where that is worth it
    seen: set[int] = field(default_factory=set)
    order: list[int] = field(default_factory=list)
    parents: array[int] = field(default_factory=lambda: array("I"))
    steps: int = 0
    looks: int = 0
    depth: int = 0
    cut: bool = False  # the bound on depth left states unlooked at
    began: float = field(default_factory=time.process_time)

    def begin(self) -> int:
        """Note the initial state and return it."""
        state = self.moving.start()
        self.seen.add(state)
        self.order.append(state)
        self.parents.append(0)
        return state

    @property
    def report_every(self) -> int:
        """Return after how many states that were looked at a report is due."""
        return REPORT_EVERY[self.moving.bounds.coarse]

    def restart(self) -> None:
        """Forget every state but the initial one."""
        self.seen, self.order, self.parents = set(), [], array("I")
        self.looks = self.depth = self.steps = 0
        self.begin()

    def look_ahead(self, position: int) -> int:
        """Ask for the steps that the states from `position` on need; return the position of the first one left out."""
        if self.ahead is None:
            return -1
        end = min(position + STATES, len(self.order))
        self.ahead.look(self.order[position:end])
        return end

    def trail(self, position: int) -> tuple[int, ...]:
        """Return the states from the initial one to that at `position`."""
        trail = [self.order[position]]
        while position:
            position = self.parents[position]
            trail.append(self.order[position])
        return tuple(reversed(trail))

    def deepest(self) -> int:
        """Return how many moves the state with the longest path is away from the initial one."""
        depths = array("I", [0])
        for parent in self.parents[1:]:
            depths.append(depths[parent] + 1)
        return max(depths)

    def spent(self) -> bool:
        """Tell whether the budget of states is spent before every state was looked at."""
        return self.looks < len(self.order) and len(self.order) >= self.moving.bounds.states

    def report(self) -> None:
        """Tell the watcher how far the search has come."""
        calls = self.moving.space.cluster.calls
        seconds = time.process_time() - self.began
        self.watch(Progress(len(self.order), self.depth, self.steps, calls, self.memory_bytes(), seconds))

    def memory_bytes(self) -> int:
        """Return what the states take: the integers, the set of them, their order and their parents."""
        sample = self.order[:: max(1, len(self.order) // 1000)]
        each = sum(map(sys.getsizeof, sample)) / max(1, len(sample))
        tables = sys.getsizeof(self.seen) + sys.getsizeof(self.order) + sys.getsizeof(self.parents)
        return int(each * len(self.order)) + tables


def explain(moving: Moving, states: tuple[int, ...], broken: str = "") -> list[list[Done]]:
    """Return the events of each move along a path of states, boots left out.

    broken: what the last of them breaks. A move may break it by itself, and lead where others that do not lead too.
    """
    steps = list(pairwise(states))
    told = [events_between(moving, before, after) for before, after in steps[:-1]]
    return told + [events_between(moving, before, after, broken) for before, after in steps[-1:]]


def events_between(moving: Moving, before: int, after: int, broken: str = "") -> list[Done]:
    """Return the events of a move that leads from one state to the other: of the first, or the first that breaks so."""
    leading = [each for each in moving.every_passage(before) if before ^ each.flip | each.add == after]
    if leading:
        return min(leading, key=lambda each: broken not in each.broken).done
    if moving.settled(before) == after:
        return [done for passage in moving.every_passage(before) if passage.silent for done in passage.done]
    raise LookupError("no move leads from one state of the path to the next")
