"""Schedules with faults in which operators compact logs, and disks fail."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.simulator.fault_rates import Faults

COMPACTING = Faults(compact=0.35, disk_fails=0.1, straggle=0.08, crash_inside=0.03)
RULES = [
    "test_restart_begins_at_the_snapshot",
    "test_snapshot_is_labelled_with_what_it_holds",
    "test_log_is_compacted_after_the_snapshot_is_durable",
    "test_follower_below_the_log_gets_the_snapshot",
    "test_doubled_and_late_parts_do_no_harm",
    "test_snapshot_is_installed",
    "test_matching_suffix_stays",
    "test_conflicting_log_is_deleted",
    "test_append_below_the_log_is_taken",
]


@check(
    points=2,
    explained_by=RULES,
    about=(),
    paper="§7, Figure 13; Figure 3",
    ask="which property broke first, and what did the server know in that step?",
)
def test_search_three(lab: Lab) -> None:
    """In random schedules of three servers with faults and compacted logs, no property breaks."""
    lab.search(runs=12, servers=3, events=240, faults=COMPACTING)


@check(
    points=1,
    explained_by=RULES,
    about=("SnapshotIsDurable", "LeaderCompleteness", "StateMachineSafety", "CommittedNeverChanges"),
    paper="§5.4, §7",
    ask="which server without the entry could still win, and where had the entry gone?",
)
def test_explore_three(lab: Lab) -> None:
    """With two terms, one entry and compactions at any time, no order of events breaks a property."""
    lab.explore(servers=3, terms=2, log=1, compactions=1, states=60_000, exhaust=False)
