"""Random schedules of four and of five servers, with more faults."""

from raftlab.checks import check
from raftlab.checks.lab import Lab
from raftlab.simulator.faults import Faults

ROUGH_NETWORK = Faults(drop=0.15, duplicate=0.15, straggle=0.15, crash=0.12, crash_inside=0.03)


@check(
    points=2,
    depends_on=[
        "test_figure7_followers",
        "test_consistency_check",
        "test_durable_before_acknowledged",
        "test_late_refusal_changes_nothing",
    ],
    paper="§5.3 (Log Matching)",
    ask="which property broke, and which message or restart was handled in that step?",
)
def test_search_four(lab: Lab) -> None:
    """In random schedules of four servers with faults, Log Matching holds and no acknowledged entry is lost."""
    lab.search(runs=8, servers=4, events=220, faults=ROUGH_NETWORK, goal="stored", sometimes=("leader", "progress"))


@check(
    points=3,
    depends_on=[
        "test_figure7_followers",
        "test_success_is_credited",
        "test_consistency_check",
        "test_durable_before_acknowledged",
        "test_late_refusal_changes_nothing",
    ],
    paper="§5.3 (Log Matching)",
    ask="which property broke, and which message or restart was handled in that step?",
)
def test_search_five(lab: Lab) -> None:
    """In random schedules of five servers with faults, Log Matching holds and no acknowledged entry is lost."""
    lab.search(runs=8, servers=5, events=260, faults=ROUGH_NETWORK, goal="stored", sometimes=("leader", "progress"))
