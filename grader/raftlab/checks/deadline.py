"""When a check has gone on for too long: CPU time judges, the clock on the wall is only the backstop."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

from raftlab.checks.lab import Lab

BACKSTOP = 10
"""A check that waits instead of computing is stopped after that many times its CPU time."""
LEAST_S = 0.05


class Deadline:
    """Stops the check that is running, as `unknown`, once it has used `limit_s` of CPU time, its workers' included.

    An alarm only asks for a look at the clocks; the lab takes it before its next question, when no answer is under way.
    Outside the main thread there are no alarms, and nothing stops a check.
    """

    def __init__(self, limit_s: float, lab: Callable[[], Lab | None]) -> None:
        self._limit_s = limit_s
        self._lab = lab
        self._began_s = time.process_time()
        self._ends_s = time.monotonic() + BACKSTOP * limit_s
        self._earlier: tuple[Any, float] | None = None

    def start(self) -> None:
        """Set the alarm."""
        try:
            earlier = signal.signal(signal.SIGALRM, self._ring)
        except ValueError:  # not the main thread
            return
        left, _ = signal.setitimer(signal.ITIMER_REAL, self._limit_s)
        self._earlier = (earlier, left)

    def cancel(self) -> None:
        """Give the alarm back to whoever had it."""
        if self._earlier is not None:
            handler, left = self._earlier
            signal.signal(signal.SIGALRM, handler)
            signal.setitimer(signal.ITIMER_REAL, left)
            self._earlier = None

    def _ring(self, number: int, frame: object) -> None:
        lab = self._lab()
        if time.monotonic() >= self._ends_s and lab is not None:
            lab.stop(f"not decided after {BACKSTOP * self._limit_s:.0f} s")
        if lab is not None:
            lab.due = self._look
        signal.setitimer(signal.ITIMER_REAL, max(LEAST_S, self._limit_s))

    def _look(self, lab: Lab) -> None:
        """Stop the check if its time is used; else look again when it can be."""
        left_s = self._limit_s - (time.process_time() - self._began_s) - lab.cpu_s()
        if left_s <= 0:
            lab.stop(f"not decided after {self._limit_s:.0f} s of CPU")
        signal.setitimer(signal.ITIMER_REAL, max(LEAST_S, left_s))
