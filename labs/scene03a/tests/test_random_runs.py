"""Random schedules with lost, late and repeated messages, crashes and partitions."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=1,
    explained_by=[
        "test_majority_of_pre_votes_elects",
        "test_heard_majority_leads_on",
        "test_late_pre_votes_do_not_count",
    ],
    about=(),
    paper="Raft §5.2, Figure 3 (Election Safety); dissertation §9.6",
    ask="which two events contradict each other, and what did the server know at the second?",
)
def test_search_three(lab: Lab) -> None:
    """In random schedules of three servers with faults, no term has two leaders, and a server leads at the end."""
    lab.search(runs=8, servers=3, events=220, goal="led", sometimes=("leader", "progress"))
