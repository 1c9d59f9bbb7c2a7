"""The later layers of the kit on top of this one: random schedules with more faults, a partition, and calm clusters."""

from raftlab.checks import check
from raftlab.checks.calm_check import check_faultless_clusters
from raftlab.checks.lab_fixture import Lab
from raftlab.server import Options
from raftlab.simulator.fault_rates import Faults

ROUGH_NETWORK = Faults(drop=0.15, duplicate=0.15, straggle=0.15, crash=0.12, one_way_cut=0.2, crash_inside=0.03)


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
def test_search_four_and_five(lab: Lab) -> None:
    """With the later layers on top, no schedule of four or five servers breaks a property or ends without progress."""
    with lab.later_layers():
        for servers in (4, 5):
            lab.search(runs=4, servers=servers, events=220, faults=ROUGH_NETWORK)


@check(
    points=2,
    explained_by=[
        "test_each_leadership_starts_anew",
        "test_event_changes_only_what_it_is_about",
        "test_calm_cluster_stays_calm",
    ],
    about=(),
    paper="dissertation §6.2, §9.6; Raft §5.3",
    ask="which variable did this layer change that the replication of the log needs?",
)
def test_later_scenes_build_on_it(lab: Lab) -> None:
    """With replication and commitment on top, a cluster survives a partition, and in calm it applies every command."""
    with lab.later_layers():
        lab.run_scenario("partition-and-recover.txt")
        check_faultless_clusters(lab, (3,), Options(), has_commands=True)
        check_faultless_clusters(lab, (2,), Options(preVote=False), has_commands=True)
        check_faultless_clusters(lab, (2,), Options(checkQuorum=False), has_commands=True)
