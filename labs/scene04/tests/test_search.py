"""Random schedules with lost, late and repeated messages, crashes and partitions."""

from raftlab.checks import check
from raftlab.checks.lab import Lab


@check(
    points=3,
    depends_on=[
        "test_figure7_followers",
        "test_consistency_check",
        "test_acknowledges_what_was_shown",
        "test_durable_before_acknowledged",
        "test_late_refusal_changes_nothing",
    ],
    paper="§5.3 (Log Matching)",
    ask="which entry differs first, and which message brought it there?",
)
def test_search_three(lab: Lab) -> None:
    """No schedule of three servers, with faults, breaks Log Matching or loses what was acknowledged."""
    lab.search(runs=20, servers=3, events=250, goal="stored", sometimes=("leader", "progress"))
