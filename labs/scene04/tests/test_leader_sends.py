"""What a leader sends: replicateTo, when a client's command comes and with every heartbeat."""

from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene04.table_rows import (
    Row,
    append_mismatch,
    append_text,
    leader_text,
    place_leader,
    read_tables,
    sent_appends,
)
from raftlab.server import AppendEntries

TABLES = read_tables(Path(__file__).with_name("tables.toml"))


def propose_and_heartbeat(lab: Lab, row: Row, entry_limit: int = 0) -> tuple[str, list[AppendEntries]]:
    """Let the leader of `row` take a client's command and send a heartbeat; return it in words, and what S2 was sent.

    CheckFailure for an append that is not what the leader's log holds.
    """
    leader = place_leader(lab, row, entry_limit)
    words = leader_text(row)
    sent = []
    for step in (leader.propose("x=1"), leader.fire_timer("heartbeat")):
        sent += sent_appends(step)
    for message in sent:
        wrong = append_mismatch(message, leader)
        if wrong:
            raise CheckFailure(
                f"{words}; a client's command made its last index {len(leader.log)}. It sent S2 {wrong}."
            )
    return words, sent


@check(
    points=3,
    paper="§5.3; Figure 2 (AppendEntries, arguments; Leaders, third rule)",
    ask="which index comes right before the first entry of the message, and what is that entry's term?",
)
def test_append_follows_next_index(lab: Lab) -> None:
    """A leader sends the entries from nextIndex on, and says which entry they follow."""
    for row in TABLES["sends"]:
        words, sent = propose_and_heartbeat(lab, row)
        last = len(row["log"]) + 1
        if not any(m.prevLogIndex < row["next"] <= m.prevLogIndex + len(m.entries) for m in sent):
            told = "; ".join(append_text(message) for message in sent) or "nothing"
            raise CheckFailure(f"{words}; a client's command made its last index {last}. It sent S2 {told}.")


@check(
    points=2,
    depends_on=[test_append_follows_next_index],
    paper="§5.3; the contract of replicateTo",
    ask="how many entries may one message hold here, and what says so?",
)
def test_append_keeps_to_the_limit(lab: Lab) -> None:
    """No message holds more entries than options.entriesPerAppend allows."""
    first, second = ({"term": 2, "log": [1, 1, 1, 2, 2], "next": index, "match": index - 1} for index in (1, 2))
    for limit, row in ((1, second), (2, second), (4, second), (1, first), (3, first)):
        words, sent = propose_and_heartbeat(lab, row, limit)
        for message in sent:
            if len(message.entries) > limit:
                raise CheckFailure(f"{words}, entriesPerAppend {limit}. It sent S2 {append_text(message)}.")
        if not any(message.entries for message in sent):
            told = "; ".join(append_text(message) for message in sent) or "nothing"
            raise CheckFailure(f"{words}, entriesPerAppend {limit}: it sent S2 {told}.")


@check(
    points=2,
    paper="§5.2; Figure 2 (Leaders, first rule)",
    ask="what keeps a follower that lacks nothing from starting an election?",
)
def test_heartbeat_reaches_everyone(lab: Lab) -> None:
    """Each heartbeat reaches every follower, also one that lacks nothing."""
    leader = lab.place(
        "S1", cluster=4, role="leader", term=2, log=[1, 2], match_index={"S2": 2, "S3": 2}, next_index={"S4": 1}
    )
    step = leader.fire_timer("heartbeat")
    without = [follower for follower in ("S2", "S3", "S4") if not sent_appends(step, follower)]
    if without:
        raise CheckFailure(
            f"S1 leads term 2; S2 and S3 hold its whole log, S4 none of it. "
            f"Its heartbeat sent {', '.join(without)} nothing."
        )


@check(
    points=1,
    depends_on=[test_append_follows_next_index],
    paper="Figure 2 (AppendEntries, leaderCommit)",
    ask="how does a follower learn what is committed?",
)
def test_append_tells_commit(lab: Lab) -> None:
    """An append tells the leader's commitIndex."""
    row = {"term": 2, "log": [1, 1, 2, 2], "next": 2, "match": 1, "commit": 3}
    words, sent = propose_and_heartbeat(lab, row)
    for message in sent:
        end = message.prevLogIndex + len(message.entries)
        if message.entries and not min(3, end) <= message.leaderCommit <= 3:
            raise CheckFailure(
                f"{words}, commitIndex 3. It sent S2 an append with leaderCommit {message.leaderCommit}."
            )
