"""The clock of one node: the machine's, until a fault lets it run fast or slow, or jump. A restart sets it right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class NodeClock:
    """Times are in ms since the start of the cluster. `rate` is how fast the clock and the timers run."""

    rate: float = 1.0
    _true_ms: float = 0.0
    _shown_ms: float = 0.0

    def read(self, true_ms: float) -> float:
        """Return what the clock shows at a true time.

        >>> clock = NodeClock()
        >>> clock.change(100, rate=2, jump_ms=-30)
        >>> clock.read(90 + 20)
        90.0
        """
        return round(self._shown_ms + (true_ms - self._true_ms) * self.rate, 3)

    def change(self, true_ms: float, rate: float | None = None, jump_ms: float = 0.0) -> None:
        """Let the clock jump, and run at another rate from now on. It never shows a time before 0."""
        self._shown_ms = max(0.0, self.read(true_ms) + jump_ms)
        self._true_ms = true_ms
        self.rate = self.rate if rate is None else rate
