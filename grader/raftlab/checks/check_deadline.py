"""The time limit of a check: it counts CPU time; a longer limit of wall time catches a check that only waits."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

from raftlab.checks.check_context import CheckContext

WALL_CLOCK_FACTOR = 10
"""A check that waits instead of computing is stopped after this many times its CPU limit."""
MINIMUM_ALARM_S = 0.05


class Deadline:
    """Stops the running check as `unknown` once it has used `limit_s` of CPU time, including its workers.

    The alarm only requests a time check; the lab does it before its next request, when no response is pending.
    Outside the main thread there are no alarms, and nothing stops a check.
    """

    def __init__(
        self, limit_s: float, current_lab: Callable[[], CheckContext | None], timeout_s: float | None = None
    ) -> None:
        self._limit_s = limit_s
        self._wall_clock_s = WALL_CLOCK_FACTOR * (limit_s if timeout_s is None else timeout_s)
        self._current_lab = current_lab
        self._cpu_start_s = time.process_time()
        self._wall_limit_s = time.monotonic() + self._wall_clock_s
        self._previous_alarm: tuple[Any, float] | None = None

    def start(self) -> None:
        """Set the alarm."""
        try:
            earlier = signal.signal(signal.SIGALRM, self._on_alarm)
        except ValueError:  # not the main thread
            return
        left, _ = signal.setitimer(signal.ITIMER_REAL, self._limit_s)
        self._previous_alarm = (earlier, left)

    def cancel(self) -> None:
        """Restore the previous alarm."""
        if self._previous_alarm is not None:
            handler, left = self._previous_alarm
            signal.signal(signal.SIGALRM, handler)
            signal.setitimer(signal.ITIMER_REAL, left)
            self._previous_alarm = None

    def _on_alarm(self, number: int, frame: object) -> None:
        lab = self._current_lab()
        if time.monotonic() >= self._wall_limit_s and lab is not None:
            lab.stop(f"stopped by the clock after {self._wall_clock_s:.0f} s")
        if lab is not None:
            lab.pending_time_check = lambda: self._check_time(lab)
        signal.setitimer(signal.ITIMER_REAL, max(MINIMUM_ALARM_S, self._limit_s))

    def _check_time(self, lab: CheckContext) -> None:
        """Stop the check if its time is used up; else set the alarm for the earliest moment it can be."""
        left_s = self._limit_s - (time.process_time() - self._cpu_start_s) - lab.cpu_s()
        if left_s <= 0:
            lab.stop(f"not decided after {self._limit_s:.0f} s of CPU")
        signal.setitimer(signal.ITIMER_REAL, max(MINIMUM_ALARM_S, left_s))
