"""What a leader makes of AppendEntriesReply: matchIndex, nextIndex, and what it sends then."""

from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene04.table_rows import (
    Row,
    append_mismatch,
    append_text,
    leader_text,
    place_leader,
    read_tables,
    reply_message,
    sent_appends,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Options, RequestVoteReply

LONG_AFTER_MS = 100_000.0
"""A time, in ms, at which nothing was heard for long."""

TABLES = read_tables(Path(__file__).with_name("tables.toml"))


def deliver_reply(lab: Lab, row: Row) -> tuple[PlacedServer, list[AppendEntries]]:
    """Let the leader of `row` take its reply; return it, and what it sends S2 then, at the latest with a heartbeat."""
    leader = place_leader(lab, row)
    sent = sent_appends(leader.deliver(reply_message(row))) or sent_appends(leader.fire_timer("heartbeat"))
    for message in sent:
        wrong = append_mismatch(message, leader)
        if wrong:
            raise CheckFailure(f"{leader_text(row)}. Then it sent S2 {wrong}.")
    return leader, sent


def indexes_text(leader: PlacedServer) -> str:
    """Return what the leader knows of S2 in words."""
    return f"nextIndex[S2] then was {leader.nextIndex.get('S2')}, matchIndex[S2] {leader.matchIndex.get('S2')}"


@check(
    points=3,
    paper="§5.3; Figure 2 (matchIndex; Leaders, third rule)",
    ask="what did the acknowledged message hold, whatever the leader has sent or stored since?",
)
def test_success_is_credited(lab: Lab) -> None:
    """A success raises matchIndex to the acknowledged index, and no further."""
    for row in TABLES["success"]:
        leader, _ = deliver_reply(lab, row)
        match, index = leader.matchIndex["S2"], leader.nextIndex["S2"]
        if match != max(row.get("match", 0), row["stored"]) or index <= match:
            raise CheckFailure(f"{leader_text(row)}: {indexes_text(leader)}.")
    leader = reelected_leader(lab)
    leader.deliver(AppendEntriesReply(leader.currentTerm, "S2", True, 0, 1))
    if leader.matchIndex["S2"] != 1:
        raise CheckFailure(f"{REELECTION_TEXT}. Then S2 acknowledged index 1: {indexes_text(leader)}.")


REELECTION_TEXT = "S1 led term 2 with log 1 1 2, and S2 acknowledged index 3. S1 then heard of term 3, and leads term 4"


def reelected_leader(lab: Lab) -> PlacedServer:
    """Return a leader that led once before, and then learned all that S2 stored: what it knows of this term is less."""
    options = Options(preVote=False, checkQuorum=False)
    leader = lab.place("S1", role="leader", term=2, log=[1, 1, 2], options=options)
    leader.deliver(AppendEntriesReply(2, "S2", False, 3))
    leader.deliver(AppendEntriesReply(2, "S2", True, 2, 3))
    leader.deliver(AppendEntriesReply(3, "S3", False))
    leader.fire_timer("election", now=LONG_AFTER_MS)
    leader.deliver(RequestVoteReply(4, "S3", True), now=LONG_AFTER_MS)
    if (leader.role, leader.currentTerm) != ("leader", 4):
        raise CheckFailure(f"S1 led term 2, heard of term 3, stood, and had the vote of S3: it is {leader}.")
    return leader


@check(
    points=2,
    depends_on=[test_success_is_credited],
    paper="Figure 2 (matchIndex: increases monotonically)",
    ask="in which order may two acknowledgements arrive?",
)
def test_match_never_falls(lab: Lab) -> None:
    """An acknowledgement that comes late takes nothing back."""
    for row in (
        {"term": 1, "log": [1, 1, 1], "next": 4, "match": 3, "prev": 0, "stored": 1},
        {"term": 3, "log": [1, 1, 2, 3], "next": 4, "match": 3, "prev": 2, "stored": 2},
    ):
        leader, _ = deliver_reply(lab, row)
        if leader.matchIndex["S2"] < row["match"] or leader.nextIndex["S2"] <= row["match"]:
            raise CheckFailure(f"{leader_text(row)}: {indexes_text(leader)}.")


@check(
    points=2,
    depends_on=[test_success_is_credited],
    paper="§5.3; Figure 2 (Leaders, third rule)",
    ask="which entry does the follower lack now?",
)
def test_rest_is_sent(lab: Lab) -> None:
    """After a success the leader goes on with what the follower still lacks."""
    for row in [row for row in TABLES["success"] if row["stored"] < len(row["log"])]:
        _, sent = deliver_reply(lab, row)
        first = max(row.get("match", 0), row["stored"]) + 1
        offered = [m for m in sent if m.prevLogIndex < first <= m.prevLogIndex + len(m.entries)]
        tried = min((m.prevLogIndex for m in sent), default=None)
        if not offered and (tried is None or tried >= row["next"]):
            told = "; ".join(append_text(message) for message in sent) or "nothing"
            raise CheckFailure(f"{leader_text(row)}. Then it sent S2 {told}.")


@check(
    points=3,
    paper="§5.3 (the leader decrements nextIndex and retries)",
    ask="what is known of the refused index, and which indexes are left to try?",
)
def test_refusal_leads_back(lab: Lab) -> None:
    """After a refusal the leader tries below the refused index."""
    for row in TABLES["refusal"]:
        leader, sent = deliver_reply(lab, row)
        low = row.get("match", 0)
        if not sent or any(not low <= message.prevLogIndex < row["refused"] for message in sent):
            told = "; ".join(append_text(message) for message in sent) or "nothing"
            raise CheckFailure(f"{leader_text(row)}: {indexes_text(leader)}, and it sent S2 {told}.")
    leader = reelected_leader(lab)
    refused = leader.nextIndex["S2"] - 1
    refusal = AppendEntriesReply(leader.currentTerm, "S2", False, refused)
    sent = sent_appends(leader.deliver(refusal)) or sent_appends(leader.fire_timer("heartbeat", now=LONG_AFTER_MS))
    if not sent or any(message.prevLogIndex >= refused for message in sent):
        told = "; ".join(append_text(message) for message in sent) or "nothing"
        raise CheckFailure(
            f"{REELECTION_TEXT}. Then S2 refused prevLogIndex {refused}: {indexes_text(leader)}, and S1 sent S2 {told}."
        )


@check(
    points=3,
    depends_on=[test_refusal_leads_back],
    paper="§5.3; Figure 2 (matchIndex)",
    ask="what has a refusal, or its hint, shown of what the follower stores?",
)
def test_refusal_credits_nothing(lab: Lab) -> None:
    """A refusal never changes matchIndex, whatever it hints."""
    for row in [*TABLES["refusal"], *TABLES["late"]]:
        leader, _ = deliver_reply(lab, row)
        if leader.matchIndex["S2"] != row.get("match", 0):
            raise CheckFailure(f"{leader_text(row)}: {indexes_text(leader)}.")


@check(
    points=3,
    paper="§5.3; Figure 2 (nextIndex, matchIndex)",
    ask="the refusal may be older than an acknowledgement: what is known to be stored by now?",
)
def test_late_refusal_changes_nothing(lab: Lab) -> None:
    """A refusal that comes late never makes the leader send again what is acknowledged."""
    for row in TABLES["late"]:
        leader, sent = deliver_reply(lab, row)
        if leader.nextIndex["S2"] <= row["match"] or any(m.prevLogIndex < row["match"] for m in sent):
            told = "; ".join(append_text(message) for message in sent)
            raise CheckFailure(f"{leader_text(row)}: {indexes_text(leader)}; it sent S2 {told or 'nothing'}.")


@check(
    points=2,
    paper="§5.3; Figure 2 (volatile state on leaders)",
    ask="who keeps nextIndex and matchIndex, and from when to when?",
)
def test_reply_to_a_former_leader(lab: Lab) -> None:
    """A reply that reaches a server which leads no more changes nothing."""
    for row in (TABLES["success"][0], TABLES["refusal"][1]):
        server = lab.place("S1", role="follower", term=row["term"], log=row["log"])
        step = server.deliver(reply_message(row))
        if step.sent_messages or server.nextIndex or server.matchIndex or server.log_terms != row["log"]:
            raise CheckFailure(
                f"S1, a follower in term {row['term']}, took a reply to what it had sent as leader: {server!r}."
            )
