"""Random schedules with lost, late and duplicated messages, crashes and partitions; and all schedules within bounds."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=2,
    explained_by=[
        "test_each_voter_counts_once",
        "test_second_candidate_is_refused",
        "test_vote_stands_after_a_crash",
        "test_leader_sends_heartbeats_to_everyone",
        "test_log_that_is_behind_is_refused",
        "test_votes_of_two_terms",
    ],
    about=(),
    paper="§5.2, Figure 3 (Election Safety)",
    ask="which two events contradict each other, and what did the server know at the second?",
)
def test_search_three(lab: Lab) -> None:
    """In random schedules of three servers with faults, no term has two leaders, and a server leads at the end."""
    lab.search(runs=24, servers=3, events=220, goal="led", sometimes=("leader", "progress"))


@check(
    points=2,
    explained_by=[
        "test_each_voter_counts_once",
        "test_second_candidate_is_refused",
        "test_vote_stands_after_a_crash",
        "test_own_vote_stands_after_a_crash",
    ],
    about=("ElectionSafety",),
    paper="§5.2, Figure 3 (Election Safety)",
    ask="which servers voted for each of the two leaders, and did one of them crash in between?",
)
def test_explore_three(lab: Lab) -> None:
    """In three terms, in any order of candidacies and votes and with one crash, no term has two leaders."""
    lab.explore(servers=3, terms=3, log=1, crashes=1, sometimes=("leader of term 2",), states=40_000, exhaust=False)
