"""Scenario files: servers of different terms meet."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab


@check(
    points=3,
    explained_by=["test_reply_of_newer_term", "test_stale_changes_nothing"],
    about=(),
    paper="§5.1, §5.2",
    ask="which of the two leaders must step down, and how does it learn that?",
)
def test_cut_off_leader(lab: Lab) -> None:
    """A leader that was cut off steps down at the first message of the newer term."""
    lab.run_scenario("cut-off-leader.txt")


@check(
    points=2,
    explained_by=["test_own_term_changes_nothing", "test_current_message_is_not_stale"],
    about=(),
    paper="§5.2",
    ask="what do late answers of a leader's own term say about its leadership?",
)
def test_late_answers_of_the_own_term(lab: Lab) -> None:
    """Late answers of its own term do not depose a leader."""
    lab.run_scenario("late-answers.txt")
