"""When this scene's code asks what scene 05 will write: what may count as committed."""

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed import Step
from raftlab.labs.scene04.asked import CALLER
from raftlab.labs.scene04.rows import append_message, follower_in_words
from raftlab.server import AppendEntriesReply

FOLLOWS = "advanceFollowerCommit"
LEADS = "tryAdvanceCommit"
NEWS = (
    {"term": 2, "log": [1], "prev": [1, 1], "entries": [2, 2], "stored": [1, 2, 2]},
    {"term": 2, "log": [1, 1, 1], "prev": [1, 1], "entries": [2], "stored": [1, 2]},
    {"term": 2, "log": [1, 2], "prev": [1, 1], "entries": [2], "stored": [1, 2]},
    {"term": 2, "log": [1, 2], "prev": [2, 2], "entries": [], "stored": [1, 2]},
)
"""Messages that a follower accepts; the last two bring nothing that is new."""
REFUSED = (
    {"term": 2, "log": [1], "prev": [2, 2], "entries": [2]},
    {"term": 2, "log": [1, 1], "prev": [2, 2], "entries": [2]},
)


def calls(step: Step, method: str) -> list[str]:
    """Return what was so at each call of `method`."""
    told = [reply.value or "" for reply in step.replies if reply.client == CALLER]
    return [value.partition(": ")[2] for value in told if value.startswith(method)]


def taken(lab: Lab, row: dict[str, object]) -> Step:
    """Let a follower take the row's message, with scene 05's place watched."""
    follower = lab.place("S2", term=2, log=row["log"], above="asked.py")  # type: ignore[arg-type]
    return follower.deliver(append_message(row))


@check(
    points=2,
    after=["test_consistency_check", "test_entries_are_stored"],
    paper="Figure 2 (AppendEntries, steps 2, 4 and 5)",
    ask="step 5 speaks of the last new entry: where must that be, and which messages reach step 5 at all?",
)
def test_commit_is_looked_at_once_stored(lab: Lab) -> None:
    """A follower looks at what is committed with every message that it accepts, once it has stored what came."""
    for row in NEWS:
        seen = calls(taken(lab, row), FOLLOWS)
        stored = " ".join(map(str, row["stored"]))
        early = [log for log in seen if log != stored]
        if early or not seen:
            told = f"it called {FOLLOWS} when the log was {early[0]}" if early else f"it did not call {FOLLOWS}"
            raise Broken(f"{follower_in_words(row)}: {told}.")
    for row in REFUSED:
        if calls(taken(lab, row), FOLLOWS):
            raise Broken(f"{follower_in_words(row)}, and refused it: it called {FOLLOWS} all the same.")


@check(
    points=2,
    after=["test_success_is_credited"],
    paper="Figure 2 (Leaders, last rule)",
    ask="what has just changed that the last rule for leaders speaks of?",
)
def test_commit_is_looked_at_with_each_success(lab: Lab) -> None:
    """A leader looks at what is committed whenever a follower has stored more, and knows of it by then."""
    leader = lab.place("S1", role="leader", term=2, log=[1, 2, 2], above="asked.py")
    for follower, stored in (("S2", 1), ("S3", 3), ("S2", 3)):
        seen = calls(leader.deliver(AppendEntriesReply(2, follower, True, stored - 1, stored)), LEADS)
        if not any(f"{follower} {stored}" in books for books in seen):
            told = f"it called {LEADS} when matchIndex was {seen[0]}" if seen else f"it did not call {LEADS}"
            raise Broken(f"S1 (leader, log 1 2 2) heard that {follower} stores up to index {stored}: {told}.")
