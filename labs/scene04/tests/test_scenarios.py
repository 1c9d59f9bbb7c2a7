"""Named schedules with lost, duplicated and late messages and crashes: Log Matching holds throughout."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene04.calm_cluster_checks import check_calm


@check(
    points=3,
    explained_by=["test_figure7_followers", "test_success_raises_match_index", "test_durable_before_acknowledged"],
    about=("LogMatching",),
    paper="§5.3, Figure 7",
    ask="what does the leader do about a follower's entries that it does not have itself?",
)
def test_figure7_cluster(lab: Lab) -> None:
    """One leader makes the logs of Figure 7's six followers equal to its own."""
    lab.run_scenario("figure7.txt")
    lab.run_scenario("one-at-a-time.txt")


@check(
    points=3,
    explained_by=["test_small_appends_converge", "test_success_raises_match_index", "test_durable_before_acknowledged"],
    about=("LogMatching",),
    paper="§5.3 (Log Matching)",
    ask="the follower has an entry at that index: what does that prove?",
)
def test_same_index_other_term(lab: Lab) -> None:
    """A leader never counts an entry of another term at the same index as its own."""
    lab.run_scenario("same-index-other-term.txt")


@check(
    points=2,
    explained_by=[
        "test_append_follows_next_index",
        "test_success_raises_match_index",
        "test_durable_before_acknowledged",
    ],
    about=(),
    paper="§5.3 (the leader retries AppendEntries indefinitely)",
    ask="which event repeats even if no client sends anything?",
)
def test_lost_append_is_resent(lab: Lab) -> None:
    """A lost append is sent again without a new client command."""
    lab.run_scenario("lost-append.txt")


@check(
    points=3,
    explained_by=[test_same_index_other_term],
    about=(),
    paper="§5.3; Figure 2 (nextIndex, matchIndex)",
    ask="which request does this reply answer, and what did that request carry?",
)
def test_late_replies_change_nothing(lab: Lab) -> None:
    """Late or repeated replies, and appends of a former leader, change nothing."""
    lab.run_scenario("late-replies.txt")
    lab.run_scenario("old-leader.txt")


@check(
    points=3,
    explained_by=[test_figure7_cluster],
    about=("OnlyAppendsDelete",),
    paper="§5.3, §5.4.1; Figure 2 (persistent state)",
    ask="which event may delete an entry from a log, and is it deleted from the disk too?",
)
def test_entries_go_only_by_conflict(lab: Lab) -> None:
    """An entry is deleted only if a leader's entry replaces it, and it does not come back."""
    lab.run_scenario("tail-is-kept.txt")
    lab.run_scenario("truncation-survives-restart.txt")


@check(
    points=2,
    explained_by=[
        "test_append_follows_next_index",
        "test_success_raises_match_index",
        "test_heartbeat_reaches_everyone",
    ],
    about=(),
    paper="§5.2; Figure 2 (Leaders, first and third rule)",
    ask="every follower has acknowledged the whole log: what is left to send, and how often?",
)
def test_calm_cluster_stays_calm(lab: Lab) -> None:
    """Without calls and faults the leader and the term stay, heartbeats carry no entries, and nobody asks for votes."""
    check_calm(lab, "calm.txt")
