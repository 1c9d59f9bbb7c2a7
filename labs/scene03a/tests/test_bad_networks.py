"""Clusters that lose links: named schedules, and ten topologies in four settings; and clusters that lose nothing."""

from raftlab.checks import check
from raftlab.checks.calm_check import check_faultless_clusters
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene03a.bad_network_runs import check_all_topologies
from raftlab.server import Options

PRE_VOTE_CHECKS = ("test_majority_of_pre_votes_elects", "test_pre_vote_is_granted", "test_pre_vote_looks_at_the_log")
QUORUM_CHECKS = ("test_lost_majority_steps_down", "test_heard_majority_leads_on")


@check(
    points=4,
    explained_by=PRE_VOTE_CHECKS,
    about=(),
    paper="dissertation §9.6",
    ask="which server raised the term, and had a majority granted it a pre-vote?",
)
def test_rejoining_server_disrupts_nobody(lab: Lab) -> None:
    """A server that was cut off comes back, and neither leader nor term changes."""
    lab.run_scenario("rejoin.txt")
    lab.run_scenario("two-bridges.txt")


@check(
    points=3,
    explained_by=PRE_VOTE_CHECKS,
    about=(),
    paper="dissertation §9.6",
    ask="could the asking server have won?",
)
def test_server_that_cannot_win_raises_no_term(lab: Lab) -> None:
    """A server that cannot win never raises a term, however often it asks."""
    lab.run_scenario("behind-the-others.txt")


@check(
    points=4,
    explained_by=PRE_VOTE_CHECKS,
    about=(),
    paper="dissertation §9.6; Raft §5.1",
    ask="what does each server know about the other's term, and which message tells it?",
)
def test_two_of_three_elect_a_leader(lab: Lab) -> None:
    """Two servers of three elect a leader, even if their terms differ or both ask at once."""
    lab.run_scenario("old-term-returns.txt")
    lab.run_scenario("both-waiting.txt")


@check(
    points=4,
    explained_by=[*PRE_VOTE_CHECKS, *QUORUM_CHECKS],
    about=(),
    paper="dissertation §6.2",
    ask="which servers does this leader reach, and which does it hear?",
)
def test_leader_without_majority_is_replaced(lab: Lab) -> None:
    """A leader that cannot hear a majority is replaced by one that can, and may lead again later."""
    lab.run_scenario("only-winner-returns.txt")
    lab.run_scenario("deaf-leader.txt")
    lab.run_scenario("leaf-leads.txt")


@check(
    points=2,
    explained_by=[*PRE_VOTE_CHECKS, *QUORUM_CHECKS, "test_pre_vote_is_refused_while_a_leader_is_heard"],
    about=(),
    paper="Raft §5.2; dissertation §6.2, §9.6",
    ask="nothing failed: what made this server act?",
)
def test_calm_cluster_stays_calm(lab: Lab) -> None:
    """While nothing fails one server leads one term, for twenty election timeouts, in clusters of one to four."""
    check_faultless_clusters(lab, (1, 2, 3, 4), Options(heartbeatInterval=70))


@check(
    points=5,
    explained_by=[*PRE_VOTE_CHECKS, *QUORUM_CHECKS],
    about=(),
    paper="dissertation §6.2, §9.6",
    ask="which server could lead a majority here, and what prevents it from winning or from staying the leader?",
)
def test_ten_networks_with_both(lab: Lab) -> None:
    """With Pre-Vote and CheckQuorum one leader is elected and stays, on every network that allows it."""
    check_all_topologies(lab, "both")


@check(
    points=3,
    explained_by=PRE_VOTE_CHECKS,
    about=(),
    paper="dissertation §9.6",
    ask="which leaders does Pre-Vote protect?",
)
def test_ten_networks_with_pre_vote(lab: Lab) -> None:
    """With Pre-Vote alone no leader is deposed, not even one without a majority."""
    check_all_topologies(lab, "pre_vote")
