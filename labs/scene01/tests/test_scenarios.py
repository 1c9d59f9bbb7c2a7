"""Scenario files: crashes, copies and sessions among three servers."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab

PREREQUISITES = ["test_every_entry_is_applied"]


@check(
    points=1,
    explained_by=PREREQUISITES,
    about=("SameState",),
    paper="§8",
    ask="c1 got no answer: did its call take effect?",
)
def test_lost_reply(lab: Lab) -> None:
    """A call whose answer is lost takes effect once, though it is in the log twice."""
    lab.run_scenario("lost-reply.txt")


@check(
    points=1, explained_by=PREREQUISITES, about=(), paper="§5.3", ask="which entries has the third server not applied?"
)
def test_four_entries_at_once(lab: Lab) -> None:
    """A server that learns of four entries at once applies all four."""
    lab.run_scenario("behind.txt")


@check(
    points=2,
    explained_by=PREREQUISITES,
    about=(),
    paper="§5.3, §8",
    ask="what did the server still have after its restart?",
)
def test_restarts_twice(lab: Lab) -> None:
    """A server that restarts twice reaches the state of the log each time."""
    lab.run_scenario("comes-back.txt")


@check(
    points=1, explained_by=PREREQUISITES, about=(), paper="§8", ask="which of the two calls did the client make first?"
)
def test_late_retry_changes_nothing(lab: Lab) -> None:
    """A late copy of an older call does not undo the newer one."""
    lab.run_scenario("late-copy.txt")


@check(
    points=2,
    explained_by=PREREQUISITES,
    about=("SameState",),
    paper="§8; dissertation §6.3",
    ask="what decides that a session is over: a clock or the log?",
)
def test_session_ends(lab: Lab) -> None:
    """A session that the log has ended stays over on every server, however late its client calls."""
    lab.run_scenario("session-ends.txt")


@check(
    points=2,
    explained_by=PREREQUISITES,
    about=(),
    paper="§5.3",
    ask="what does a leader know of a call that it has just received?",
)
def test_not_yet_committed(lab: Lab) -> None:
    """A call that reaches a server changes nothing there until its entry is committed."""
    lab.run_scenario("not-yet-committed.txt")


@check(
    points=1,
    explained_by=PREREQUISITES,
    about=(),
    paper="§8",
    ask="both copies were in the log before the first was applied: where can they be told apart?",
)
def test_retry_committed_with_its_call(lab: Lab) -> None:
    """Two copies of a call that are committed together take effect once."""
    lab.run_scenario("two-copies.txt")
