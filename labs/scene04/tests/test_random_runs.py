"""Random schedules with lost, late and repeated messages, crashes and partitions."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=3,
    explained_by=[
        "test_figure7_followers",
        "test_consistency_check",
        "test_acknowledges_what_the_message_confirms",
        "test_durable_before_acknowledged",
        "test_late_refusal_changes_nothing",
    ],
    about=(),
    paper="§5.3 (Log Matching)",
    ask="which property broke, and which message or restart was handled in that step?",
)
def test_search_three(lab: Lab) -> None:
    """In random schedules of three servers with faults, Log Matching holds and no acknowledged entry is lost."""
    lab.search(runs=18, servers=3, events=250, goal="stored", sometimes=("leader", "progress"))
