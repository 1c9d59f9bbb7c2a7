"""The queue manager: many writes on slow disks, lost answers, and servers that are replaced while another is down."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=5,
    paper="dissertation §10.2",
    ask="how many commands does one write of the disk bring?",
)
def test_queue_keeps_up(lab: Lab) -> None:
    """Queue: in calm time as many writes are answered as are due."""
    lab.require_measure("queue", "throughput")


@check(
    points=5,
    paper="dissertation §10.2.2",
    ask="what does an append wait for at a follower whose disk is busy?",
)
def test_queue_writes_in_time(lab: Lab) -> None:
    """Queue: in calm time writes are answered soon."""
    lab.require_measure("queue", "p99_write")


@check(
    points=5,
    paper="§8",
    ask="how does the state machine know that it has seen this call?",
)
def test_queue_acts_once(lab: Lab) -> None:
    """Queue: each write takes effect once, also if its answer is lost."""
    lab.require_measure("queue", "duplicates")


@check(
    points=4,
    paper="§7",
    ask="which entries does the log still hold, and who needs them?",
)
def test_queue_log_stays_short(lab: Lab) -> None:
    """Queue: no log grows beyond a bound."""
    lab.require_measure("queue", "log_length")


@check(
    points=5,
    paper="dissertation §4.2.1, §4.4",
    ask="how many servers may fail at each step of the replacement?",
)
def test_queue_survives_a_replacement(lab: Lab) -> None:
    """Queue: a server is replaced while another is down, and writes go on."""
    lab.require_measure("queue", "outage")


@check(
    points=3,
    paper="§6",
    ask="what does a new server need before it can help?",
)
def test_queue_is_renewed(lab: Lab) -> None:
    """Queue: every replacement is completed."""
    lab.require_measure("queue", "replaced")
