"""Clusters that lose links: named schedules, and ten topologies in four settings."""

from raftlab.checks import check
from raftlab.checks.lab import Lab
from raftlab.labs.scene03a.topologies import watch_all

PRE_VOTE_CHECKS = ("test_majority_of_pre_votes_elects", "test_pre_vote_is_granted", "test_pre_vote_looks_at_the_log")
QUORUM_CHECKS = ("test_lost_majority_steps_down", "test_heard_majority_leads_on")


@check(
    points=4,
    depends_on=PRE_VOTE_CHECKS,
    paper="dissertation §9.6",
    ask="who told whom of a newer term, and did an election stand behind it?",
)
def test_rejoining_disturbs_nobody(lab: Lab) -> None:
    """A server that was cut off comes back without a change of leader or term."""
    lab.run_scenario("rejoin.txt")
    lab.run_scenario("two-bridges.txt")


@check(
    points=3,
    depends_on=PRE_VOTE_CHECKS,
    paper="dissertation §9.6",
    ask="could the asking server have won?",
)
def test_hopeless_asks_in_vain(lab: Lab) -> None:
    """A server that cannot win raises no term, however often it asks."""
    lab.run_scenario("behind-the-others.txt")


@check(
    points=4,
    depends_on=PRE_VOTE_CHECKS,
    paper="dissertation §9.6; Raft §5.1",
    ask="what does each of the two know of the other's term, and which message could tell it?",
)
def test_needed_servers_find_each_other(lab: Lab) -> None:
    """Two servers of three elect a leader, whatever terms they come from and however they ask."""
    lab.run_scenario("old-term-returns.txt")
    lab.run_scenario("both-waiting.txt")


@check(
    points=4,
    depends_on=[*PRE_VOTE_CHECKS, *QUORUM_CHECKS],
    paper="dissertation §6.2",
    ask="whom does this leader reach, and whom does it hear?",
)
def test_leader_without_majority_gives_way(lab: Lab) -> None:
    """A leader that cannot hear a majority gives way to one that can."""
    lab.run_scenario("deaf-leader.txt")
    lab.run_scenario("leaf-leads.txt")


@check(
    points=5,
    depends_on=[*PRE_VOTE_CHECKS, *QUORUM_CHECKS],
    paper="dissertation §6.2, §9.6",
    ask="which server could lead a majority here, and what keeps it from it, or from staying?",
)
def test_ten_networks_with_both(lab: Lab) -> None:
    """With Pre-Vote and CheckQuorum a leader is found and stays on every network that allows one."""
    watch_all(lab, "both")


@check(
    points=3,
    depends_on=PRE_VOTE_CHECKS,
    paper="dissertation §9.6",
    ask="what does Pre-Vote protect, and whom does it protect too well?",
)
def test_ten_networks_with_pre_vote(lab: Lab) -> None:
    """With Pre-Vote alone leaders are left in peace, those without a majority too."""
    watch_all(lab, "pre_vote")
