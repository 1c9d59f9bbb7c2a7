"""What a leader sends: replicateTo, after a client's command and with every heartbeat."""

import itertools
from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene04.reelected_leader import reelected_leaders
from raftlab.labs.scene04.table_rows import (
    NO_OPS,
    Row,
    append_mismatch_text,
    append_text,
    appends_text,
    leader_text,
    place_leader,
    read_tables,
    row_log,
    sent_appends,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Command, Entry, Options

TABLES = read_tables(Path(__file__).with_name("tables.toml"))


def propose_and_heartbeat(lab: Lab, row: Row, entry_limit: int = 0) -> tuple[str, list[AppendEntries]]:
    """Give the leader of `row` a client's command and fire its heartbeat; return it in words, and the appends to S2.

    CheckFailure for an append that differs from the leader's log.
    """
    leader = place_leader(lab, row, entry_limit)
    words = leader_text(row)
    steps = [leader.propose("x=1"), leader.fire_timer("heartbeat")]
    sent = [message for step in steps for message in sent_appends(step)]
    if sent and not any(message.entries for message in sent):
        steps += acknowledge_probe(leader, sent[-1])
        sent = [message for step in steps for message in sent_appends(step)]
    for message in sent:
        wrong = append_mismatch_text(message, leader)
        if wrong:
            raise CheckFailure(
                f"{words}; a client's command made its last index {len(leader.log)}. It sent S2 {wrong}."
            )
    return words, sent


def acknowledge_probe(leader: PlacedServer, probe: AppendEntries) -> list[ServerStep]:
    """Acknowledge an append without entries, and fire the heartbeat: a leader may ask first and send then."""
    index = probe.prevLogIndex
    reply = AppendEntriesReply(leader.currentTerm, "S2", True, prevLogIndex=index, matchIndex=index)
    return [leader.deliver(reply), leader.fire_timer("heartbeat")]


@check(
    points=3,
    paper="§5.3; Figure 2 (AppendEntries, arguments; Leaders, third rule)",
    ask="which index is right before the first entry of the message, and what is the term there?",
)
def test_append_follows_next_index(lab: Lab) -> None:
    """A leader sends entries from nextIndex on, and names the entry that they follow."""
    for row in TABLES["sends"]:
        words, sent = propose_and_heartbeat(lab, row)
        last = len(row["log"]) + 1
        if not any(m.prevLogIndex < row["next"] <= m.prevLogIndex + len(m.entries) for m in sent):
            raise CheckFailure(
                f"{words}; a client's command made its last index {last}. It sent S2 {appends_text(sent)}."
            )
    for limit in (0, 2, 3):
        check_no_ops_are_sent(lab, limit)
    try:
        check_later_leaderships(lab)
    except UnwrittenHoleError:  # the methods that handle appends and replies come later
        return


def check_later_leaderships(lab: Lab) -> None:
    """CheckFailure if a leader that led before, and had entries replaced since, sends anything but its log."""
    for life, reelected in reelected_leaders(lab):
        leader, now = reelected.leader, reelected.now
        steps = [leader.fire_timer("heartbeat", now=now), leader.propose("x=1", now=now)]
        for follower, step in itertools.product(("S2", "S3", "S4", "S5"), steps):
            wrong = [text for each in sent_appends(step, follower) if (text := append_mismatch_text(each, leader))]
            if wrong:
                raise CheckFailure(f"{life}; then a client's command came. It sent {follower} {wrong[0]}.")


def check_no_ops_are_sent(lab: Lab, limit: int) -> None:
    """CheckFailure if a leader does not send the no-ops of its log as they are, at most `limit` in an append."""
    term, options = len(NO_OPS) + 1, Options(entriesPerAppend=limit)
    leader = lab.place("S1", role="leader", term=term, log=NO_OPS, next_index={"S2": 1}, options=options)
    for message in sent_appends(leader.fire_timer("heartbeat")):
        wrong = append_mismatch_text(message, leader)
        if wrong:
            raise CheckFailure(
                f"S1 leads term {term}; its log is the no-ops of {len(NO_OPS)} leaders before it, entriesPerAppend "
                f"{limit}. It sent S2 {wrong}."
            )


@check(
    points=2,
    explained_by=[test_append_follows_next_index],
    paper="§5.3; the contract of replicateTo",
    ask="how many entries may one message hold here, and which option says so?",
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
            raise CheckFailure(f"{words}, entriesPerAppend {limit}: it sent S2 {appends_text(sent)}.")


@check(
    points=2,
    paper="§5.2; Figure 2 (Leaders, first rule)",
    ask="a follower lacks nothing: which message keeps it from starting an election?",
)
def test_heartbeat_reaches_everyone(lab: Lab) -> None:
    """A leader sends every follower a heartbeat, even one that lacks nothing."""
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
    leader = lab.place("S1", cluster=5, role="leader", term=2, log=[1, 2])
    for follower in ("S2", "S3", "S4"):
        leader.deliver(AppendEntriesReply(2, follower, True, 2, 2))
    without = followers_without_append(leader)
    if without:
        raise CheckFailure(
            "S1 of five leads term 2 with log 1 2; S2, S3 and S4 have acknowledged index 2, S5 has not answered yet. "
            f"Its heartbeat sent {', '.join(without)} nothing."
        )


def followers_without_append(leader: PlacedServer) -> list[str]:
    """Return the followers of five servers to which the next heartbeat of S1 sends no append."""
    step = leader.fire_timer("heartbeat")
    return [follower for follower in ("S2", "S3", "S4", "S5") if not sent_appends(step, follower)]


@check(
    points=2,
    depends_on=[test_append_follows_next_index],
    paper="Figure 2 (AppendEntries, leaderCommit)",
    ask="how does a follower learn what is committed?",
)
def test_append_tells_commit(lab: Lab) -> None:
    """Every append carries the leader's commitIndex, also a heartbeat to a follower that lacks nothing."""
    for match, term in itertools.product((1, 3, 4), (2, 3)):
        row = {"term": term, "log": [1, 1, 2, 2], "next": match + 1, "match": match, "commit": 3}
        leader, words = place_leader(lab, row), leader_text(row)
        for event, step in (
            ("its heartbeat timer fired", leader.fire_timer("heartbeat")),
            ("then commitIndex became 4", leader.learn(row_log([1, 1, 2, 2]), 4)),
            ("and its heartbeat timer fired again", leader.fire_timer("heartbeat")),
            ("then a client's command came", leader.propose("x=1")),
        ):
            words = f"{words}; {event}"
            for message in sent_appends(step):
                end = message.prevLogIndex + len(message.entries)
                commit = step.observation.commitIndex
                if not min(commit, end) <= message.leaderCommit <= commit:
                    raise CheckFailure(
                        f"{words}: its commitIndex is {commit}, and it sent S2 {append_text(message)} and leaderCommit "
                        f"{message.leaderCommit}."
                    )


@check(
    points=1,
    paper="§8; the contract of replicateTo (handleClientRequest is given)",
    ask="the client sends its call again because it heard nothing: which event will answer it now?",
)
def test_retry_is_appended_or_answered(lab: Lab) -> None:
    """A leader appends a client's retry, or answers it, even if its log holds the call already."""
    call = Command("put", "x", "1", client="c", sequence=1)
    for log in ([1, Entry(1, call)], [1, Entry(2, call)], [Entry(1, call), 2]):
        leader = lab.place("S1", role="leader", term=2, log=log, commit_index=1)
        step = leader.propose(call)
        if len(leader.log) == 2 and not step.replies and not step.observation.waiting:
            raise CheckFailure(
                "S1 leads term 2, and its log holds call 1 of client c. The client sent the call again: S1 appended no "
                "entry, answered nothing, and no client waits."
            )
