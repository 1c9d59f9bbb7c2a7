"""When this scene's code must call the methods of scene 05."""

from typing import Any

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import ServerStep
from raftlab.labs.scene04.commit_call_recorder import SPY_CLIENT, message_text
from raftlab.labs.scene04.table_rows import append_message, follower_text, row_log
from raftlab.server import AppendEntriesReply

FOLLOWER_METHOD = "advanceFollowerCommit"
LEADER_METHOD = "tryAdvanceCommit"
CUT_METHOD = "truncateConflicts"
ACCEPTED_ROWS: tuple[dict[str, Any], ...] = (
    {"term": 2, "log": [1], "prev": [1, 1], "entries": [2, 2], "leaderCommit": 2},
    {"term": 2, "log": [1, 1, 1], "prev": [1, 1], "entries": [2]},
    {"term": 2, "log": [1, 1], "prev": [2, 1], "entries": [], "leaderCommit": 2},
    {"term": 2, "log": [1, 2], "prev": [1, 1], "entries": [2]},
    {"term": 2, "log": [1, 2], "prev": [2, 2], "entries": []},
    {"term": 2, "log": [1, 2, 2], "prev": [1, 1], "entries": [2], "leaderCommit": 3},
    {"term": 2, "log": [1, 2, 2], "prev": [1, 1], "entries": [], "leaderCommit": 3},
)
"""Messages that a follower accepts; the last four bring no new entries."""
CONFLICTING_ROWS: tuple[dict[str, Any], ...] = (
    {"term": 2, "log": [1, 1], "prev": [1, 1], "entries": [2]},
    {"term": 3, "log": [1, 1, 2, 2], "prev": [1, 1], "entries": [1, 3]},
    {"term": 3, "log": [1, 2], "prev": [0, 0], "entries": [1, 3, 3]},
    {"term": 2, "log": [1], "prev": [0, 0], "entries": [2]},
)
"""Messages that a follower accepts, with an entry in the place of one of its own."""
REFUSED_ROWS = (
    {"term": 2, "log": [1], "prev": [2, 2], "entries": [2]},
    {"term": 2, "log": [1, 1], "prev": [2, 2], "entries": [2]},
)


def recorded_calls(step: ServerStep, method: str) -> list[str]:
    """Return the state that the recorder reported at each call of `method`."""
    reports = [reply.value or "" for reply in step.replies if reply.client == SPY_CLIENT]
    return [report.partition(": ")[2] for report in reports if report.startswith(method)]


def deliver_to_spied_follower(lab: Lab, row: dict[str, object], role: str = "follower") -> ServerStep:
    """Deliver the row's message to a follower, with a recorder in place of scene 05."""
    log = row_log(row["log"])  # type: ignore[arg-type]
    follower = lab.place("S2", role=role, term=2, log=log, front_layer="commit_call_recorder.py")
    return follower.deliver(append_message(row))


@check(
    points=1,
    explained_by=["test_consistency_check"],
    paper="Figure 2 (AppendEntries, steps 2, 4 and 5)",
    ask="step 5 names the last new entry: where must that entry be by then, and which messages reach step 5?",
)
def test_follower_commit_advances_once_stored(lab: Lab) -> None:
    """A follower calls advanceFollowerCommit for every message that it accepts, after it has stored the entries."""
    standing = [row for row in ACCEPTED_ROWS if 2 not in row["log"]]  # no candidate has an entry of its term
    roles = (("follower", ACCEPTED_ROWS), ("candidate", standing), ("pre-candidate", standing))
    for role, row in ((role, row) for role, rows in roles for row in rows):
        step = deliver_to_spied_follower(lab, row, role)
        seen = recorded_calls(step, FOLLOWER_METHOD)
        log = " ".join(str(each.term) for each in step.observation.log)
        stored = f"{log}; {message_text(append_message(row))}"
        other = [report for report in seen if report != stored]
        if other or not seen:
            log, _, message = other[0].partition("; ") if other else ("", "", "")
            seen_text = (
                f"it called {FOLLOWER_METHOD} when the log was {log}, with {message}"
                if other
                else f"it did not call {FOLLOWER_METHOD}"
            )
            stood = "" if role == "follower" else f" while it was a {role} of the message's term"
            raise CheckFailure(f"{follower_text(row)}{stood}: {seen_text}.")
    for row in REFUSED_ROWS:
        if recorded_calls(deliver_to_spied_follower(lab, row), FOLLOWER_METHOD):
            raise CheckFailure(f"{follower_text(row)}, and refused it: it still called {FOLLOWER_METHOD}.")


@check(
    points=1,
    explained_by=["test_consistency_check", "test_entries_are_stored"],
    paper="Figure 2 (AppendEntries, step 3); the contract of handleAppendEntries",
    ask="which method deletes entries that conflict, and what does the log hold when it is called?",
)
def test_conflict_goes_through_truncate_conflicts(lab: Lab) -> None:
    """A follower deletes an entry that conflicts by calling truncateConflicts, which later scenes refine."""
    for row in CONFLICTING_ROWS:
        seen = recorded_calls(deliver_to_spied_follower(lab, row), CUT_METHOD)
        log = " ".join(map(str, row["log"]))
        if not seen:
            raise CheckFailure(f"{follower_text(row)}: it did not call {CUT_METHOD}.")
        if seen[0] != log:
            raise CheckFailure(f"{follower_text(row)}: it called {CUT_METHOD} when the log was {seen[0] or '(empty)'}.")


@check(
    points=2,
    explained_by=["test_success_raises_match_index"],
    paper="Figure 2 (Leaders, last rule)",
    ask="which variable of the last rule for leaders has just changed?",
)
def test_leader_commit_advances_with_each_success(lab: Lab) -> None:
    """A leader calls tryAdvanceCommit with every acknowledgement, after it has raised matchIndex."""
    leader = lab.place(
        "S1", role="leader", term=2, log=[1, 2, 2], next_index={"S2": 1, "S3": 2}, front_layer="commit_call_recorder.py"
    )
    for follower, stored in (("S2", 1), ("S3", 2), ("S3", 3), ("S2", 3)):
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
