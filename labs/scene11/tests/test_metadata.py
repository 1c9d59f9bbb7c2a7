"""The metadata store: disks that stall or hang, a clock that is set back, a region without power, and then no power."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=6,
    paper="Figure 2",
    ask="which disks held the write when the client was told ok?",
)
def test_metadata_loses_no_write(lab: Lab) -> None:
    """Metadata: no write that was confirmed is lost, even if all servers lose their power at once."""
    lab.require_measure("metadata", "lost_writes")


@check(
    points=6,
    paper="§8, dissertation §6.4",
    ask="how does the server that answered know that it still leads?",
)
def test_metadata_reads_are_fresh(lab: Lab) -> None:
    """Metadata: no read misses a write that was confirmed before the read."""
    lab.require_measure("metadata", "stale_reads")


@check(
    points=6,
    paper="§5.4.1, §9.3",
    ask="who is left to elect a leader, and how long do they wait before they begin?",
)
def test_metadata_is_soon_back(lab: Lab) -> None:
    """Metadata: after each fault, the loss of a region and a disk that hangs too, writes are soon answered again."""
    lab.require_measure("metadata", "outage")


@check(
    points=5,
    paper="§5.6",
    ask="the leader changed: which of these changes was needed?",
)
def test_metadata_keeps_its_leader(lab: Lab) -> None:
    """Metadata: a disk that stalls for a moment costs no leader."""
    lab.require_measure("metadata", "leader_changes")


@check(
    points=5,
    paper="§5.5, §9.3",
    ask="which disks and which links does one write wait for?",
)
def test_metadata_writes_in_time(lab: Lab) -> None:
    """Metadata: in calm time writes are answered soon."""
    lab.require_measure("metadata", "p99_write")
