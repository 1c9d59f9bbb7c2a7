"""What a leader makes of AppendEntriesReply: matchIndex, nextIndex, and what it sends then."""

from pathlib import Path

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed import Placed
from raftlab.labs.scene04.rows import (
    Row,
    append_in_words,
    appends,
    leader_in_words,
    misfit,
    place_leader,
    read_tables,
    reply_message,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Options, RequestVoteReply

MUCH_LATER = 100_000.0
"""A time, in ms, at which nothing was heard for long."""

TABLES = read_tables(Path(__file__).with_name("tables.toml"))


def taught(lab: Lab, row: Row) -> tuple[Placed, list[AppendEntries]]:
    """Let the leader of `row` take its reply; return it, and what it sends S2 then, at the latest with a heartbeat."""
    leader = place_leader(lab, row)
    sent = appends(leader.deliver(reply_message(row))) or appends(leader.timeout("heartbeat"))
    for message in sent:
        wrong = misfit(message, leader)
        if wrong:
            raise Broken(f"{leader_in_words(row)}. Then it sent S2 {wrong}.")
    return leader, sent


def knows(leader: Placed) -> str:
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
        leader, _ = taught(lab, row)
        match, index = leader.matchIndex["S2"], leader.nextIndex["S2"]
        if match != max(row.get("match", 0), row["stored"]) or index <= match:
            raise Broken(f"{leader_in_words(row)}: {knows(leader)}.")
    leader = leads_again(lab)
    leader.deliver(AppendEntriesReply(leader.currentTerm, "S2", True, 0, 1))
    if leader.matchIndex["S2"] != 1:
        raise Broken(f"{AGAIN}. Then S2 acknowledged index 1: {knows(leader)}.")


AGAIN = "S1 led term 2 with log 1 1 2, and S2 acknowledged index 3. S1 then heard of term 3, and leads term 4"


def leads_again(lab: Lab) -> Placed:
    """Return a leader that led once before, and then learned all that S2 stored: what it knows of this term is less."""
    options = Options(preVote=False, checkQuorum=False)
    leader = lab.place("S1", role="leader", term=2, log=[1, 1, 2], options=options)
    leader.deliver(AppendEntriesReply(2, "S2", False, 3))
    leader.deliver(AppendEntriesReply(2, "S2", True, 2, 3))
    leader.deliver(AppendEntriesReply(3, "S3", False))
    leader.timeout("election", now=MUCH_LATER)
    leader.deliver(RequestVoteReply(4, "S3", True), now=MUCH_LATER)
    if (leader.role, leader.currentTerm) != ("leader", 4):
        raise Broken(f"S1 led term 2, heard of term 3, stood, and had the vote of S3: it is {leader}.")
    return leader


@check(
    points=2,
    after=[test_success_is_credited],
    paper="Figure 2 (matchIndex: increases monotonically)",
    ask="in which order may two acknowledgements arrive?",
)
def test_match_never_falls(lab: Lab) -> None:
    """An acknowledgement that comes late takes nothing back."""
    for row in (
        {"term": 1, "log": [1, 1, 1], "next": 4, "match": 3, "prev": 0, "stored": 1},
        {"term": 3, "log": [1, 1, 2, 3], "next": 4, "match": 3, "prev": 2, "stored": 2},
    ):
        leader, _ = taught(lab, row)
        if leader.matchIndex["S2"] < row["match"] or leader.nextIndex["S2"] <= row["match"]:
            raise Broken(f"{leader_in_words(row)}: {knows(leader)}.")


@check(
    points=2,
    after=[test_success_is_credited],
    paper="§5.3; Figure 2 (Leaders, third rule)",
    ask="which entry does the follower lack now?",
)
def test_rest_is_sent(lab: Lab) -> None:
    """After a success the leader goes on with what the follower still lacks."""
    for row in [row for row in TABLES["success"] if row["stored"] < len(row["log"])]:
        _, sent = taught(lab, row)
        first = max(row.get("match", 0), row["stored"]) + 1
        offered = [m for m in sent if m.prevLogIndex < first <= m.prevLogIndex + len(m.entries)]
        tried = min((m.prevLogIndex for m in sent), default=None)
        if not offered and (tried is None or tried >= row["next"]):
            told = "; ".join(append_in_words(message) for message in sent) or "nothing"
            raise Broken(f"{leader_in_words(row)}. Then it sent S2 {told}.")


@check(
    points=3,
    paper="§5.3 (the leader decrements nextIndex and retries)",
    ask="what is known of the refused index, and which indexes are left to try?",
)
def test_refusal_leads_back(lab: Lab) -> None:
    """After a refusal the leader tries below the refused index."""
    for row in TABLES["refusal"]:
        leader, sent = taught(lab, row)
        low = row.get("match", 0)
        if not sent or any(not low <= message.prevLogIndex < row["refused"] for message in sent):
            told = "; ".join(append_in_words(message) for message in sent) or "nothing"
            raise Broken(f"{leader_in_words(row)}: {knows(leader)}, and it sent S2 {told}.")
    leader = leads_again(lab)
    refused = leader.nextIndex["S2"] - 1
    refusal = AppendEntriesReply(leader.currentTerm, "S2", False, refused)
    sent = appends(leader.deliver(refusal)) or appends(leader.timeout("heartbeat", now=MUCH_LATER))
    if not sent or any(message.prevLogIndex >= refused for message in sent):
        told = "; ".join(append_in_words(message) for message in sent) or "nothing"
        raise Broken(f"{AGAIN}. Then S2 refused prevLogIndex {refused}: {knows(leader)}, and S1 sent S2 {told}.")


@check(
    points=3,
    after=[test_refusal_leads_back],
    paper="§5.3; Figure 2 (matchIndex)",
    ask="what has a refusal, or its hint, shown of what the follower stores?",
)
def test_refusal_credits_nothing(lab: Lab) -> None:
    """A refusal never changes matchIndex, whatever it hints."""
    for row in [*TABLES["refusal"], *TABLES["late"]]:
        leader, _ = taught(lab, row)
        if leader.matchIndex["S2"] != row.get("match", 0):
            raise Broken(f"{leader_in_words(row)}: {knows(leader)}.")


@check(
    points=3,
    paper="§5.3; Figure 2 (nextIndex, matchIndex)",
    ask="the refusal may be older than an acknowledgement: what is known to be stored by now?",
)
def test_late_refusal_changes_nothing(lab: Lab) -> None:
    """A refusal that comes late never makes the leader send again what is acknowledged."""
    for row in TABLES["late"]:
        leader, sent = taught(lab, row)
        if leader.nextIndex["S2"] <= row["match"] or any(m.prevLogIndex < row["match"] for m in sent):
            told = "; ".join(append_in_words(message) for message in sent)
            raise Broken(f"{leader_in_words(row)}: {knows(leader)}; it sent S2 {told or 'nothing'}.")


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
        if step.sent or server.nextIndex or server.matchIndex or server.log_terms != row["log"]:
            raise Broken(
                f"S1, a follower in term {row['term']}, took a reply to what it had sent as leader: {server!r}."
            )
