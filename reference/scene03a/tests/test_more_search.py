"""Random schedules of four and five servers, with more faults."""

from raftlab.checks import check
from raftlab.checks.lab import Lab
from raftlab.simulator.faults import Faults

ROUGH_NETWORK = Faults(drop=0.15, duplicate=0.15, straggle=0.15, crash=0.12, one_way_cut=0.2, crash_inside=0.03)


@check(
    points=3,
    depends_on=["test_majority_of_pre_votes_elects", "test_heard_majority_leads_on", "test_only_fresh_pre_votes_count"],
    paper="Raft §5.2, Figure 3 (Election Safety); dissertation §9.6",
    ask="which two events contradict each other, and what did the server know at the second?",
)
def test_search_four_and_five(lab: Lab) -> None:
    """In random schedules of four or five servers with faults, no term has two leaders, and one leads at the end."""
    for servers in (4, 5):
        lab.search(
            runs=12, servers=servers, events=220, faults=ROUGH_NETWORK, goal="led", sometimes=("leader", "progress")
        )
