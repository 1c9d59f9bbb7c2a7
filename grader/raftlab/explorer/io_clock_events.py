"""Events of a search that are no election and no replication: gets, the ends of writes, clocks, and pauses."""

from __future__ import annotations

from collections.abc import Iterator

from raftlab.explorer.bounds import FAST_RATE, JUMP_MS
from raftlab.explorer.local_state import ClockChangeEvent, LocalState, ReadEvent, Stimulus, WriteEndEvent
from raftlab.explorer.state_encoding import StateEncoder


def read_write_events(encoder: StateEncoder, state: int, local: LocalState) -> Iterator[Stimulus]:
    """Yield these events of a running server that does not stand still, within what is left of the budgets."""
    if encoder.has_budget_left(state, "reads"):
        yield ReadEvent(encoder.spent_count(state, "reads"))
    if local.writes.pending:
        yield WriteEndEvent()
        if encoder.has_budget_left(state, "disk_errors"):
            yield WriteEndEvent(failed=True)


def clock_events(encoder: StateEncoder, state: int, local: LocalState) -> Iterator[Stimulus]:
    """Yield what may happen to the clock of a server."""
    if encoder.has_budget_left(state, "rate_changes") and local.time.clock.rate == 1.0:
        yield ClockChangeEvent(rate=FAST_RATE)
    if encoder.has_budget_left(state, "clock_jumps"):
        yield ClockChangeEvent(jump_ms=JUMP_MS)
