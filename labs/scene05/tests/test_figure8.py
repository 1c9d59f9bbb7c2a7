"""Figure 8, move by move, and the schedules around it."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene04.calm_cluster_checks import check_calm


@check(
    points=2,
    explained_by=[
        "test_leader_commit_never_falls",
        "test_minority_waits",
        "test_ok_waits_for_commit",
        "test_deposed_leader_answers_clients",
    ],
    about=("Linearizability", "SuccessImpliesCommitted", "FailureImpliesNever"),
    paper="§5.3, §5.4; §8",
    ask="which side of the partition has a majority, and what may the clients of the other side hear?",
)
def test_partition_and_recover(lab: Lab) -> None:
    """A minority commits nothing; after the partition heals, the majority's entries replace its entries."""
    lab.run_scenario("partition-and-recover.txt")


@check(
    points=2,
    explained_by=["test_majority_commits", "test_heartbeat_tells_commit", "test_each_call_is_answered_once"],
    about=(),
    paper="§5.2, §5.3; Figure 2 (Leaders, first rule)",
    ask="every entry is committed and every client answered: what is left to send, and how often?",
)
def test_calm_cluster_stays_calm(lab: Lab) -> None:
    """Without calls and faults the leader and the term stay, and heartbeats carry only the leader's commitIndex."""
    check_calm(lab, "calm.txt")


@check(
    points=6,
    explained_by=[
        "test_own_term_carries_older",
        "test_leader_commit_never_falls",
        "test_winning_commits_nothing",
        "test_follower_applies_what_it_stored",
        "test_heartbeat_tells_commit",
        "test_ok_waits_for_commit",
    ],
    about=("NeverCommitPrevTerm", "LeaderCompleteness"),
    paper="§5.4.2, Figure 8",
    ask="could the leader of a later term be without this entry?",
    can_fail_early=True,
)
def test_figure8_overwrite(lab: Lab) -> None:
    """An entry of an older term is never committed by counting copies."""
    try:
        lab.run_scenario("figure8.txt", fork="d1")
    except UnwrittenHoleError:
        # Panels a to c need no method but tryAdvanceCommit. If nothing breaks there, the check waits for the others.
        lab.run_scenario("figure8.txt", has_endings=False, front_layer="unwritten_methods_stub.py")
        raise


@check(
    points=2,
    explained_by=[test_figure8_overwrite],
    about=("LeaderCompleteness",),
    paper="§5.4.2, Figure 8",
    ask="which entry must be on a majority, so that S5 can no longer win an election?",
)
def test_figure8_carried(lab: Lab) -> None:
    """An own-term entry on a majority commits the older one too, and no server can overwrite either."""
    lab.run_scenario("figure8.txt", fork="d2")


@check(
    points=1,
    explained_by=[test_figure8_carried, "test_figure8_three"],
    about=("NeverCommitPrevTerm",),
    paper="§5.4.2; §8; Figure 2 (State)",
    ask="which variables survive a restart, and what must happen before commitIndex is known again?",
)
def test_restarted_leader_waits(lab: Lab) -> None:
    """A restarted leader commits again only with the first entry of its new term."""
    lab.run_scenario("restart-needs-own-term.txt")


@check(
    points=1,
    depends_on=["test_majority_commits"],
    explained_by=[test_figure8_overwrite],
    about=("LeaderCompleteness", "StateMachineSafety"),
    paper="§5.4.2",
    ask="with three servers two are a majority: which of them could still elect a leader that lacks the entry?",
)
def test_figure8_three(lab: Lab) -> None:
    """With three servers, one index and four terms, no committed entry is overwritten."""
    lab.run_scenario("figure8-three-servers.txt")
