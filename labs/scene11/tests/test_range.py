"""The range of a transactional store: many reads, drifting clocks, and leaders that are cut off or deaf."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=7,
    paper="dissertation §6.4.1",
    ask="until when, on whose clock, could no other server lead?",
)
def test_range_reads_are_fresh(lab: Lab) -> None:
    """Range: no read misses a write that was confirmed before the read, although clocks drift and are set back."""
    lab.require_measure("range", "stale_reads")


@check(
    points=5,
    paper="dissertation §6.4.1",
    ask="what does a read wait for?",
)
def test_range_reads_in_time(lab: Lab) -> None:
    """Range: in calm time reads are answered at once."""
    lab.require_measure("range", "p99_read")


@check(
    points=6,
    paper="dissertation §6.2",
    ask="who could have noticed that this leader achieves nothing?",
)
def test_range_is_soon_back(lab: Lab) -> None:
    """Range: a leader that is cut off, deaf, paused or without power stops the writes only for a short time."""
    lab.require_measure("range", "outage")


@check(
    points=6,
    paper="dissertation §9.6",
    ask="which server raised the term, and what had it heard before?",
)
def test_range_keeps_its_leader(lab: Lab) -> None:
    """Range: a follower that comes back disturbs nobody, and a short pause costs no leader."""
    lab.require_measure("range", "leader_changes")
