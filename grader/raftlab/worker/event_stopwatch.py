"""Measures how long an event has computed, and how long it has waited: only windows with hardly any CPU time count."""

from __future__ import annotations

from dataclasses import dataclass, field

WINDOW_S = 1.0
"""How often it is judged whether an event computed or waited."""
COMPUTING_SHARE = 0.01
"""An event that used this share of a window computed: the rest of the window went to other processes."""


@dataclass
class EventStopwatch:
    """The clock of one event. Times are in seconds; `wall_s` and `cpu_s` are the readings at its start."""

    wall_s: float
    cpu_s: float
    computed_s: float = field(default=0.0, init=False)
    waited_s: float = field(default=0.0, init=False)
    _window: tuple[float, float] = field(default=(0.0, 0.0), init=False)  # the readings at the start of the window

    def __post_init__(self) -> None:
        self._window = self.wall_s, self.cpu_s

    def read(self, wall_s: float, cpu_s: float) -> None:
        """Take a reading of the wall clock and of the CPU time of the event's process."""
        self.computed_s = cpu_s - self.cpu_s
        passed_s, used_s = wall_s - self._window[0], cpu_s - self._window[1]
        if passed_s >= WINDOW_S:
            self._window = wall_s, cpu_s
            if used_s < COMPUTING_SHARE * passed_s:
                self.waited_s += passed_s
