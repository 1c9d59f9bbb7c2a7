"""Scenario files and random schedules: no read sees the past, and each one ends."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene09.rule_names import RULES
from raftlab.simulator.fault_rates import Faults

FRESH = ("naive-read", "late-answers", "new-leader", "lease-runs-out")
"""Schedules in which a read must not be answered with the past."""
ENDING = ("lost-questions", "stepping-down", "one-server", "lease", "follower-read", "follower-alone")
"""Schedules in which each read must end."""
CLOCKS = ("paused-answer", "paused-leader", "slow-clock", "clock-set-back")
"""Schedules with clocks that are wrong within the bound, and with a server that stands still."""
PAUSES = Faults(pause=0.12)
DRIFT = Faults(drift=1.25, pause=0.12)
WRONG_CLOCKS = Faults(clock_jump=0.2, clock_error_ms=(-7, 7), pause=0.12)
"""Two clocks may together add four such errors to a promise: less than the 30 ms that a lease is shorter by."""


@check(
    points=4,
    explained_by=RULES,
    about=("Linearizability",),
    paper="§8",
    ask="which server had committed the newer value when the read arrived?",
)
def test_no_read_sees_the_past(lab: Lab) -> None:
    """In ten scenarios no leader answers with an old value, and each read is answered."""
    for name in (*FRESH, *ENDING):
        lab.run_scenario(f"{name}.txt")


@check(
    points=2,
    explained_by=RULES,
    about=("Linearizability",),
    paper="§8; dissertation §6.4.1",
    ask="at which moment between the call and its answer was this value the newest?",
)
def test_reads_and_the_time(lab: Lab) -> None:
    """With slow clocks, clocks that jump and paused servers, within the bound, no read returns an old value."""
    for name in CLOCKS:
        lab.run_scenario(f"{name}.txt")


@check(
    points=2,
    about=(),
    paper="dissertation §4.2.3, §6.4.1",
    ask="what has this server promised its leader, and until when?",
)
def test_voters_keep_their_promise(lab: Lab) -> None:
    """With leases, a server that has just answered a leader votes for no other server, not even after a restart."""
    lab.run_scenario("promise.txt")


@check(
    points=2,
    explained_by=RULES,
    about=(),
    paper="§8; dissertation §6.4.1",
    ask="which value was committed before the read began, or what does a call without an answer wait for?",
)
def test_search_three(lab: Lab) -> None:
    """In random schedules with faults, also of the clocks, reads are linearizable, and each call is answered."""
    lab.search(runs=8, servers=3, events=250, reads="index", faults=PAUSES)
    lab.search(runs=8, servers=3, events=250, reads="lease", faults=DRIFT)
    lab.search(runs=6, servers=3, events=250, reads="lease", faults=WRONG_CLOCKS)
