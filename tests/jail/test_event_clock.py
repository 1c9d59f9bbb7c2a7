"""When an event computes and when it waits: a machine that is busy with other things is no reason to end it."""

from __future__ import annotations

import pytest

from raftlab.worker.event_stopwatch import EventStopwatch


@pytest.mark.parametrize(
    ("share", "waited_s"),
    [(0.0, 30.0), (0.005, 30.0), (0.02, 0.0), (0.5, 0.0), (1.0, 0.0)],
    ids=["sleeps", "wakes now and then", "gets little of a busy machine", "gets half", "gets a processor"],
)
def test_only_an_event_that_uses_no_processor_waits(share: float, waited_s: float) -> None:
    """An event that has a hundredth of a processor computes; its CPU time bounds it, however long that takes."""
    clock = EventStopwatch(100.0, 7.0)
    for tick in range(1, 301):
        clock.read(100.0 + tick / 10, 7.0 + share * tick / 10)
    assert clock.waited_s == pytest.approx(waited_s)
    assert clock.computed_s == pytest.approx(share * 30)


def test_an_event_may_compute_and_then_wait() -> None:
    """Each second is judged by itself."""
    clock = EventStopwatch(0.0, 0.0)
    for second in range(1, 11):
        clock.read(second, min(second, 4))
    assert (clock.computed_s, clock.waited_s) == (4, 6)


def test_a_rare_reading_counts_whole() -> None:
    """The grader reads the clock when it comes to it."""
    clock = EventStopwatch(0.0, 0.0)
    clock.read(25.0, 0.1)
    assert clock.waited_s == 25
