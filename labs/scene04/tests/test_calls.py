"""When this scene's code must call the methods of scene 05."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import ServerStep
from raftlab.labs.scene04.commit_spy import SPY_CLIENT
from raftlab.labs.scene04.table_rows import append_message, follower_text
from raftlab.server import AppendEntriesReply

FOLLOWER_METHOD = "advanceFollowerCommit"
LEADER_METHOD = "tryAdvanceCommit"
ACCEPTED_ROWS = (
    {"term": 2, "log": [1], "prev": [1, 1], "entries": [2, 2], "stored": [1, 2, 2]},
    {"term": 2, "log": [1, 1, 1], "prev": [1, 1], "entries": [2], "stored": [1, 2]},
    {"term": 2, "log": [1, 2], "prev": [1, 1], "entries": [2], "stored": [1, 2]},
    {"term": 2, "log": [1, 2], "prev": [2, 2], "entries": [], "stored": [1, 2]},
)
"""Messages that a follower accepts; the last two bring no new entries."""
REFUSED_ROWS = (
    {"term": 2, "log": [1], "prev": [2, 2], "entries": [2]},
    {"term": 2, "log": [1, 1], "prev": [2, 2], "entries": [2]},
)


def recorded_calls(step: ServerStep, method: str) -> list[str]:
    """Return the state that the spy reported at each call of `method`."""
    reports = [reply.value or "" for reply in step.replies if reply.client == SPY_CLIENT]
    return [report.partition(": ")[2] for report in reports if report.startswith(method)]


def deliver_to_spied_follower(lab: Lab, row: dict[str, object]) -> ServerStep:
    """Deliver the row's message to a follower, with the spy in place of scene 05."""
    follower = lab.place("S2", term=2, log=row["log"], spy="commit_spy.py")  # type: ignore[arg-type]
    return follower.deliver(append_message(row))


@check(
    points=2,
    depends_on=["test_consistency_check", "test_entries_are_stored"],
    paper="Figure 2 (AppendEntries, steps 2, 4 and 5)",
    ask="step 5 names the last new entry: where must that entry be by then, and which messages reach step 5?",
)
def test_commit_is_looked_at_once_stored(lab: Lab) -> None:
    """A follower calls advanceFollowerCommit for every message that it accepts, after it has stored the entries."""
    for row in ACCEPTED_ROWS:
        seen = recorded_calls(deliver_to_spied_follower(lab, row), FOLLOWER_METHOD)
        stored = " ".join(map(str, row["stored"]))
        early = [log for log in seen if log != stored]
        if early or not seen:
            seen_text = (
                f"it called {FOLLOWER_METHOD} when the log was {early[0]}"
                if early
                else f"it did not call {FOLLOWER_METHOD}"
            )
            raise CheckFailure(f"{follower_text(row)}: {seen_text}.")
    for row in REFUSED_ROWS:
        if recorded_calls(deliver_to_spied_follower(lab, row), FOLLOWER_METHOD):
            raise CheckFailure(f"{follower_text(row)}, and refused it: it still called {FOLLOWER_METHOD}.")


@check(
    points=2,
    depends_on=["test_success_is_credited"],
    paper="Figure 2 (Leaders, last rule)",
    ask="which variable of the last rule for leaders has just changed?",
)
def test_commit_is_looked_at_with_each_success(lab: Lab) -> None:
    """A leader calls tryAdvanceCommit with every acknowledgement, after it has raised matchIndex."""
    leader = lab.place("S1", role="leader", term=2, log=[1, 2, 2], spy="commit_spy.py")
    for follower, stored in (("S2", 1), ("S3", 3), ("S2", 3)):
        seen = recorded_calls(leader.deliver(AppendEntriesReply(2, follower, True, stored - 1, stored)), LEADER_METHOD)
        if not any(f"{follower} {stored}" in match_text for match_text in seen):
            seen_text = (
                f"it called {LEADER_METHOD} when matchIndex was {seen[0]}"
                if seen
                else f"it did not call {LEADER_METHOD}"
            )
            raise CheckFailure(
                f"S1 (leader, log 1 2 2) heard that {follower} stores up to index {stored}: {seen_text}."
            )
