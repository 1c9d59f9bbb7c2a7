"""How a leader handles AppendEntriesReply: matchIndex, nextIndex, and what it sends next."""

import itertools
from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import in_deployments
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene04.table_rows import (
    WITHOUT_LIMIT,
    Row,
    append_mismatch_text,
    append_text,
    appends_text,
    leader_text,
    place_leader,
    read_tables,
    reply_message,
    sent_appends,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Options, RequestVoteReply

LONG_AFTER_MS = 100_000.0
"""A time, in ms, long after the last message."""

LATER_LEADERSHIPS = 3
"""How often a deposed leader leads again."""

TABLES = read_tables(Path(__file__).with_name("tables.toml"))


def deliver_reply(lab: Lab, row: Row) -> tuple[PlacedServer, list[AppendEntries]]:
    """Deliver the row's reply to its leader; return the leader and what it sends S2 now or with a heartbeat."""
    leader = place_leader(lab, row)
    sent = sent_appends(leader.deliver(reply_message(row))) or sent_appends(leader.fire_timer("heartbeat"))
    for message in sent:
        wrong = append_mismatch_text(message, leader)
        if wrong:
            raise CheckFailure(f"{leader_text(row)}. Then it sent S2 {wrong}.", safety="")
    return leader, sent


def indexes_text(leader: PlacedServer) -> str:
    """Return nextIndex and matchIndex of S2 in words."""
    return f"nextIndex[S2] then was {leader.nextIndex.get('S2')}, matchIndex[S2] {leader.matchIndex.get('S2')}"


@check(
    points=3,
    paper="§5.3; Figure 2 (matchIndex; Leaders, third rule)",
    ask="what did the acknowledged message hold, whatever the leader has sent or stored since?",
)
def test_success_raises_match_index(lab: Lab) -> None:
    """A success raises matchIndex to the acknowledged index, and no further."""
    for row in in_deployments(TABLES["success"], WITHOUT_LIMIT):
        leader, _ = deliver_reply(lab, row)
        match, index = leader.matchIndex["S2"], leader.nextIndex["S2"]
        if match != max(row.get("match", 0), row["stored"]) or index <= match:
            raise CheckFailure(f"{leader_text(row)}: {indexes_text(leader)}.")
    for row in [row for row in TABLES["success"] if row["log"][-1] == row["term"]]:
        leader, _ = deliver_reply(lab, row | {"commit": len(row["log"])})
        if leader.matchIndex["S2"] != row["stored"] or leader.nextIndex["S2"] <= row["stored"]:
            raise CheckFailure(
                f"{leader_text(row)}; S3 stores the whole log, and commitIndex is {len(row['log'])}: "
                f"{indexes_text(leader)}."
            )
    for size in range(2, 10):
        check_every_follower(lab, size)
    leader = reelected_leader(lab)
    story = REELECTION_TEXT
    for _ in range(LATER_LEADERSHIPS):
        check_first_success(leader, story)
        last = len(leader.log)
        leader.deliver(AppendEntriesReply(leader.currentTerm, "S2", True, last - 1, last))
        win_a_later_term(leader, now=(leader.currentTerm + 2) * LONG_AFTER_MS)
        story = f"{REELECTION_TEXT}. Each time S2 acknowledged the whole log; S1 now leads term {leader.currentTerm}"


def check_first_success(leader: PlacedServer, story: str) -> None:
    """Let S2 acknowledge index 1 to a leader that knows nothing about it in this term."""
    leader.deliver(AppendEntriesReply(leader.currentTerm, "S2", True, 0, 1))
    if leader.matchIndex["S2"] != 1:
        raise CheckFailure(f"{story}. Then S2 acknowledged index 1: {indexes_text(leader)}.")


def check_every_follower(lab: Lab, size: int) -> None:
    """Let every follower of a cluster acknowledge another index, twice around; compare the whole of matchIndex."""
    log = [1, 1, 2, 2]
    leader = lab.place("S1", cluster=size, role="leader", term=2, log=log)
    known = {f"S{n}": 0 for n in range(2, size + 1)}
    for first in (1, 3):
        for place, follower in enumerate(known):
            index = known[follower] = max(known[follower], (first + place) % 4 + 1)
            leader.deliver(AppendEntriesReply(2, follower, True, index - 1, index))
            seen = {name: leader.matchIndex.get(name) for name in known}
            if seen != known:
                raise CheckFailure(
                    f"S1 leads term 2 in a cluster of {size} with log 1 1 2 2; {follower} acknowledged index {index}: "
                    f"matchIndex then was {seen}; acknowledged are {known}."
                )


REELECTION_TEXT = "S1 led term 2 with log 1 1 2, and S2 acknowledged index 3. S1 then heard of term 3, and leads term 4"


def reelected_leader(lab: Lab) -> PlacedServer:
    """Return S1 as the leader of term 4 that led term 2 before: it knows nothing about S2 in term 4."""
    options = Options(preVote=False, checkQuorum=False)
    leader = lab.place("S1", role="leader", term=2, log=[1, 1, 2], options=options)
    leader.deliver(AppendEntriesReply(2, "S2", False, 3))
    leader.deliver(AppendEntriesReply(2, "S2", True, 2, 3))
    win_a_later_term(leader, now=LONG_AFTER_MS)
    return leader


def win_a_later_term(leader: PlacedServer, now: float) -> None:
    """Let a leader hear of the next term, and win the one after it with the vote of S3."""
    led, term = leader.currentTerm, leader.currentTerm + 2
    leader.deliver(AppendEntriesReply(led + 1, "S3", False), now=now)
    leader.fire_timer("election", now=now)
    leader.deliver(RequestVoteReply(term, "S3", True), now=now)
    if (leader.role, leader.currentTerm) != ("leader", term):
        raise CheckFailure(
            f"S1 led term {led}, learned of term {led + 1}, started an election and got S3's vote: it is {leader}."
        )


@check(
    points=2,
    explained_by=[test_success_raises_match_index],
    paper="Figure 2 (matchIndex: increases monotonically)",
    ask="can two acknowledgements arrive in reverse order?",
)
def test_match_never_falls(lab: Lab) -> None:
    """A late acknowledgement lowers neither matchIndex nor nextIndex."""
    for row in (
        {"term": 1, "log": [1, 1, 1], "next": 4, "match": 3, "prev": 0, "stored": 1},
        {"term": 3, "log": [1, 1, 2, 3], "next": 4, "match": 3, "prev": 2, "stored": 2},
    ):
        leader, _ = deliver_reply(lab, row)
        if leader.matchIndex["S2"] < row["match"] or leader.nextIndex["S2"] <= row["match"]:
            raise CheckFailure(f"{leader_text(row)}: {indexes_text(leader)}.")
    for order in itertools.permutations((1, 2, 4, 5)):
        check_order(lab, order)


def check_order(lab: Lab, order: tuple[int, ...]) -> None:
    """Acknowledge these indexes in this order, each twice, with a late refusal after each; compare matchIndex."""
    leader = lab.place("S1", role="leader", term=2, log=[1, 1, 2, 2, 2, 2])
    known = 0
    for index in order:
        acknowledgement = AppendEntriesReply(2, "S2", True, index - 1, index)
        known = max(known, index)
        for reply in (acknowledgement, AppendEntriesReply(2, "S2", False, known), acknowledgement):
            leader.deliver(reply)
            if leader.matchIndex["S2"] != known or leader.nextIndex["S2"] <= known:
                heard = " ".join(map(str, order[: order.index(index) + 1]))
                raise CheckFailure(
                    f"S1 leads term 2 with log 1 1 2 2 2 2. S2 acknowledged the indexes {heard}, in this order, each "
                    f"twice, with late refusals between them: {indexes_text(leader)}."
                )


@check(
    points=2,
    explained_by=[test_success_raises_match_index, "test_append_keeps_to_the_limit", "test_append_tells_commit"],
    paper="§5.3; Figure 2 (Leaders, third rule)",
    ask="which entry does the follower lack now, and what does each append carry besides entries?",
)
def test_missing_entries_are_sent(lab: Lab) -> None:
    """After a success the leader sends what the follower still lacks, as in every append."""
    for row in [row for row in TABLES["success"] if row["stored"] < len(row["log"])]:
        _, sent = deliver_reply(lab, row)
        first = max(row.get("match", 0), row["stored"]) + 1
        offered = [m for m in sent if m.prevLogIndex < first <= m.prevLogIndex + len(m.entries)]
        tried = min((m.prevLogIndex for m in sent), default=None)
        if not offered and (tried is None or tried >= row["next"]):
            raise CheckFailure(f"{leader_text(row)}. Then it sent S2 {appends_text(sent)}.")
    for row in [*TABLES["success"], *TABLES["refusal"]]:
        check_what_follows(lab, row | {"commit": 1})


def check_what_follows(lab: Lab, row: Row) -> None:
    """Compare what the leader of `row` sends after the reply with the limit of one entry and with commitIndex 1."""
    leader = place_leader(lab, row, entry_limit=1)
    for message in sent_appends(leader.deliver(reply_message(row))):
        told, end = message.leaderCommit, message.prevLogIndex + len(message.entries)
        if len(message.entries) > 1 or not min(1, end) <= told <= leader.commitIndex:
            raise CheckFailure(
                f"{leader_text(row)}. Its commitIndex is 1, options.entriesPerAppend 1: it sent S2 "
                f"{append_text(message)} and leaderCommit {told}."
            )


@check(
    points=3,
    paper="§5.3 (the leader decrements nextIndex and retries)",
    ask="what does the leader know about the refused index, and which indexes are left to try?",
)
def test_refusal_leads_back(lab: Lab) -> None:
    """After a refusal the leader tries below the refused index."""
    for row in in_deployments(TABLES["refusal"], WITHOUT_LIMIT):
        leader, sent = deliver_reply(lab, row)
        low = row.get("match", 0)
        if not sent or any(not low <= message.prevLogIndex < row["refused"] for message in sent):
            raise CheckFailure(f"{leader_text(row)}: {indexes_text(leader)}, and it sent S2 {appends_text(sent)}.")
    leader = reelected_leader(lab)
    refused = leader.nextIndex["S2"] - 1
    refusal = AppendEntriesReply(leader.currentTerm, "S2", False, refused)
    sent = sent_appends(leader.deliver(refusal)) or sent_appends(leader.fire_timer("heartbeat", now=LONG_AFTER_MS))
    if not sent or any(message.prevLogIndex >= refused for message in sent):
        raise CheckFailure(
            f"{REELECTION_TEXT}. Then S2 refused prevLogIndex {refused}: {indexes_text(leader)}, and S1 sent S2 "
            f"{appends_text(sent)}."
        )


@check(
    points=2,
    depends_on=[test_refusal_leads_back],
    safety="CommittedIsDurable",
    paper="§5.3; Figure 2 (matchIndex)",
    ask="what does a refusal, or its hint, prove about what the follower stores?",
)
def test_refusal_keeps_match_index(lab: Lab) -> None:
    """A refusal never changes matchIndex, whatever it hints."""
    for row in in_deployments([*TABLES["refusal"], *TABLES["late"]], WITHOUT_LIMIT):
        leader, _ = deliver_reply(lab, row)
        if leader.matchIndex["S2"] != row.get("match", 0):
            raise CheckFailure(
                f"{leader_text(row)}: {indexes_text(leader)}.",
                safety="CommittedIsDurable"
                if leader.matchIndex["S2"] > row.get("match", 0)
                else "",  # low is only slow
            )


@check(
    points=3,
    paper="§5.3; Figure 2 (nextIndex, matchIndex)",
    ask="the refusal may be older than an acknowledgement: what is known to be stored now?",
)
def test_late_refusal_changes_nothing(lab: Lab) -> None:
    """After a late refusal the leader does not send again what is acknowledged."""
    for row in in_deployments(TABLES["late"], WITHOUT_LIMIT):
        leader, sent = deliver_reply(lab, row)
        if leader.nextIndex["S2"] <= row["match"] or any(m.prevLogIndex < row["match"] for m in sent):
            raise CheckFailure(f"{leader_text(row)}: {indexes_text(leader)}; it sent S2 {appends_text(sent)}.")


@check(
    points=2,
    paper="§5.3; Figure 2 (volatile state on leaders)",
    ask="in which role does a server have nextIndex and matchIndex?",
)
def test_reply_to_a_former_leader(lab: Lab) -> None:
    """A reply to a former leader changes nothing."""
    for row in (TABLES["success"][0], TABLES["refusal"][1]):
        server = lab.place("S1", role="follower", term=row["term"], log=row["log"], voted_for="S1")
        step = server.deliver(reply_message(row))
        if step.sent_messages or server.nextIndex or server.matchIndex or server.log_terms != row["log"]:
            raise CheckFailure(
                f"S1, a follower in term {row['term']}, took a reply to what it had sent as leader: {server!r}."
            )
