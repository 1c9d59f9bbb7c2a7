"""The election timers of a run: from which event to which each ran, and when it was due. The page draws rings."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.server import CancelTimer, SetTimer
from raftlab.trace import Crash, Event, Timeout, Wipe

TIMER = "election"
ElectionClock = tuple[str, int, int, float, float]
"""Server, position of the first event with the timer and of the first without it, ms when it was set, ms when due."""


def election_timer_runs(events: Sequence[Event]) -> list[ElectionClock]:
    """Return every run of an election timer. One that never fired counts as due after its longest delay."""
    clocks: list[ElectionClock] = []
    running: dict[str, tuple[int, float, float]] = {}

    def end(server: str, position: int, due_ms: float | None = None) -> None:
        if server in running:
            start, set_ms, latest_ms = running.pop(server)
            clocks.append((server, start, position, set_ms, latest_ms if due_ms is None else due_ms))

    for position, event in enumerate(events):
        server, act = event.server, event.act
        if server is None:
            continue
        if isinstance(act, Timeout) and act.timer == TIMER:
            end(server, position, event.at_ms)
        if isinstance(act, Crash | Wipe) or (event.view is not None and not event.view.up):
            end(server, position)
        for effect in event.effects:
            if isinstance(effect, SetTimer | CancelTimer) and effect.name == TIMER:
                end(server, position)
                if isinstance(effect, SetTimer):
                    running[server] = (position, event.at_ms, event.at_ms + effect.high_ms)
    for server in list(running):
        end(server, len(events))
    return clocks
