"""Named schedules: what was lost, doubled, late or crashed in between, and Log Matching through all of it."""

from raftlab.checks import check
from raftlab.checks.lab import Lab


@check(
    points=4,
    depends_on=["test_figure7_followers", "test_success_is_credited", "test_durable_before_acknowledged"],
    paper="§5.3, Figure 7",
    ask="what does the leader do about entries that it does not have itself?",
)
def test_figure7_cluster(lab: Lab) -> None:
    """One leader brings Figure 7's six followers to its own log."""
    lab.run_scenario("figure7.txt")
    lab.run_scenario("one-at-a-time.txt")


@check(
    points=3,
    depends_on=["test_single_steps_arrive", "test_success_is_credited", "test_durable_before_acknowledged"],
    paper="§5.3 (Log Matching)",
    ask="that an index is there, or that a reply came: what does it prove?",
)
def test_same_index_other_term(lab: Lab) -> None:
    """An entry of another term at the same index is never taken for the leader's."""
    lab.run_scenario("same-index-other-term.txt")


@check(
    points=3,
    depends_on=["test_append_follows_next_index", "test_success_is_credited", "test_durable_before_acknowledged"],
    paper="§5.3 (the leader retries AppendEntries indefinitely)",
    ask="which event comes again and again, whether a client speaks or not?",
)
def test_lost_append_is_resent(lab: Lab) -> None:
    """What was lost is sent again without a client's help."""
    lab.run_scenario("lost-append.txt")


@check(
    points=3,
    depends_on=[test_same_index_other_term],
    paper="§5.3; Figure 2 (nextIndex, matchIndex)",
    ask="which request does this reply answer, and what did that request carry?",
)
def test_late_replies_mislead_nobody(lab: Lab) -> None:
    """Replies that come late or twice, and appends of a former leader, mislead nobody."""
    lab.run_scenario("late-replies.txt")
    lab.run_scenario("old-leader.txt")


@check(
    points=3,
    depends_on=[test_figure7_cluster],
    paper="§5.3, §5.4.1; Figure 2 (persistent state)",
    ask="which event may take an entry out of a log, and is it gone from the disk too?",
)
def test_entries_go_only_by_conflict(lab: Lab) -> None:
    """Entries give way to a leader's entries and to nothing else, and then for good."""
    lab.run_scenario("tail-is-kept.txt")
    lab.run_scenario("truncation-survives-restart.txt")
