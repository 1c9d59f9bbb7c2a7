"""The later layers of the kit on top of this one: what an election leaves behind, they must be able to work with."""

from raftlab.checks import check
from raftlab.checks.calm_check import check_faultless_clusters
from raftlab.checks.lab_fixture import Lab
from raftlab.server import Options
from raftlab.simulator.fault_rates import Faults

ROUGH_NETWORK = Faults(drop=0.15, duplicate=0.15, straggle=0.15, crash=0.12, one_way_cut=0.2, crash_inside=0.03)


@check(
    points=2,
    explained_by=[
        "test_each_leadership_starts_anew",
        "test_event_changes_only_what_it_is_about",
        "test_calm_cluster_stays_calm",
    ],
    about=(),
    paper="§5.2, §5.3; Figure 2 (State)",
    ask="which variable did the election change that the replication of the log needs?",
)
def test_later_scenes_build_on_it(lab: Lab) -> None:
    """With replication and commitment on top, a cluster survives a partition, and in calm it applies every command."""
    with lab.later_layers():
        lab.run_scenario("partition-and-recover.txt")
        check_faultless_clusters(lab, (2, 4), Options(preVote=False, checkQuorum=False), has_commands=True)


@check(
    points=2,
    explained_by=[
        "test_each_voter_counts_once",
        "test_second_candidate_is_refused",
        "test_vote_stands_after_a_crash",
        "test_log_that_is_behind_is_refused",
        "test_votes_of_two_terms",
    ],
    about=(),
    paper="§5.2, Figure 3",
    ask="which two events contradict each other, and what did the server know at the second?",
)
def test_search_four_and_five(lab: Lab) -> None:
    """With the later layers on top, no schedule of four or five servers breaks a property or ends without progress."""
    with lab.later_layers():
        for servers in (4, 5):
            lab.search(runs=10, servers=servers, events=220, faults=ROUGH_NETWORK, plain=True)
