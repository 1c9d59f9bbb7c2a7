"""How a follower handles AppendEntries: the consistency check, what it stores and acknowledges, and when."""

import itertools
from collections.abc import Iterator
from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep, entry
from raftlab.checks.write_conditions import losing_write
from raftlab.count_text import entries_text
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.labs.scene04.replication_pair import common_length
from raftlab.labs.scene04.table_rows import (
    NO_OPS,
    RETRIED_CALL,
    Row,
    append_message,
    follower_text,
    in_deployments_and_votes,
    last_reply,
    place_follower,
    read_tables,
    row_log,
    terms_text,
)
from raftlab.server import (
    AppendEntries,
    AppendEntriesReply,
    CancelTimer,
    Entry,
    Options,
    RequestVoteReply,
    Send,
    SetTimer,
    Waiting,
)
from raftlab.worker.responses import PersistEffect

LONG_AFTER_MS = 100_000.0
"""A time, in ms, long after the last message."""
SOON_MS = 10.0
"""A time, in ms, soon after the last message."""

TABLES = read_tables(Path(__file__).with_name("tables.toml"))
UNSHOWN: tuple[Row, ...] = (
    {"log": [1, 2, 2, 2], "commit": 1, "term": 3, "prev": [1, 1], "entries": []},
    {"log": [1, 2, 2, 2], "commit": 1, "term": 4, "prev": [2, 2], "entries": []},
    {"log": [1, 2, 2, 2], "commit": 1, "term": 4, "prev": [1, 1], "entries": [2]},
)
"""Appends of a new leader that end before the follower's log does: what follows is of a leader before it."""


def deliver_row(lab: Lab, row: Row, role: str = "follower") -> tuple[PlacedServer, ServerStep, AppendEntriesReply]:
    """Deliver the row's message to its follower; CheckFailure if it does not answer."""
    follower = place_follower(lab, row, role)
    step = follower.deliver(append_message(row))
    reply = last_reply(step)
    if reply is None:
        raise CheckFailure(f"{follower_text(row)}: it sent S1 no answer.", safety="")
    return follower, step, reply


@check(
    points=3,
    paper="§5.3; Figure 2 (AppendEntries, step 2)",
    ask="which entry of its own log does a follower compare, and with which fields of the message?",
)
def test_consistency_check(lab: Lab) -> None:
    """A follower accepts entries only where its log holds the entry before them, of the same term."""
    for row in in_deployments_and_votes(TABLES["consistency"]):
        _, _, reply = deliver_row(lab, row)
        if reply.success != row["holds"]:
            raise CheckFailure(
                f"{follower_text(row)}: it {'accepted' if reply.success else 'refused'}.",
                safety="LogMatching" if reply.success else "",
            )
    for (prev, brings), told in itertools.product(((0, []), (0, [1]), (1, [1]), (1, []), (2, [1, 1])), (0, 3, 4)):
        row = {"log": [1, 1, 1], "commit": 3, "term": 2, "prev": [prev, min(prev, 1)], "entries": brings}
        _, _, reply = deliver_row(lab, row | {"leaderCommit": told})
        if not reply.success:
            raise CheckFailure(f"{follower_text(row)}, leaderCommit {told}, and its commitIndex is 3: it refused.")
    follower = place_follower(lab, {"log": [1], "term": 2})
    follower.deliver(AppendEntries(2, "S3", 1, 1, (entry(2, 2),), 0))
    reply = last_reply(follower.deliver(AppendEntries(3, "S1", 2, 1, (), 0)))
    if reply is None or reply.success:
        raise CheckFailure(
            "S2 (log 1) took an entry of term 2 from S3, the leader of term 2. Then S1, leader of term 3, sent "
            "prevLogIndex 2 of term 1: S2 did not refuse."
        )


@check(
    points=2,
    explained_by=[test_consistency_check],
    paper="§5.3; Figure 2 (AppendEntries, step 2)",
    ask="what does the follower know about the entries between its log and these?",
)
def test_refusal_stores_nothing(lab: Lab) -> None:
    """A refused append stores nothing, and deletes nothing before prevLogIndex."""
    for row in [row for row in TABLES["consistency"] if not row["holds"]]:
        follower, _, reply = deliver_row(lab, row | {"entries": [row["term"]] * 2})
        kept = min(len(row["log"]), row["prev"][0] - 1)
        log = follower.log_terms
        if log[:kept] != row["log"][:kept] or log != row["log"][: len(log)]:
            raise CheckFailure(f"{follower_text(row)}; it refused, and its log then was {terms_text(log)}.")
        if reply.matchIndex > 0 or reply.prevLogIndex != row["prev"][0]:
            raise CheckFailure(
                f"{follower_text(row)}; its refusal has prevLogIndex {reply.prevLogIndex}, "
                f"matchIndex {reply.matchIndex}."
            )
    check_refused_not_acknowledged(lab)


def check_refused_not_acknowledged(lab: Lab) -> None:
    """CheckFailure if a follower acknowledges, to a newer leader, what it refused of an older one."""
    refused = AppendEntries(2, "S3", 2, 2, (entry(2, 3), entry(2, 4)), 0)
    for leads, brings in (("S1", (entry(2, 2),)), ("S1", (entry(2, 2), entry(3, 3))), ("S3", (entry(2, 2),))):
        follower = place_follower(lab, {"log": [1], "term": 2})
        follower.deliver(refused)
        append = AppendEntries(3, leads, 1, 1, brings, 0)
        shown = append.prevLogIndex + len(brings)
        for message in (append, append, AppendEntries(3, leads, 1, 1, (), 0)):
            for to, reply in follower.deliver(message).sent_messages:
                if to == leads and isinstance(reply, AppendEntriesReply) and reply.matchIndex > shown:
                    raise CheckFailure(
                        "S2 (log 1) refused entries 3 and 4 of S3, the leader of term 2, which follow an entry 2 of "
                        f"term 2. {leads} leads term 3, and brought or confirmed the log up to index {shown}: S2 "
                        f"acknowledged index {reply.matchIndex}.",
                        safety="AckIsDurable",
                    )


@check(
    points=4,
    paper="§5.3; Figure 2 (AppendEntries, steps 3 and 4)",
    ask="which of the entries does the log hold already, and what does it hold at the indexes of the others?",
)
def test_entries_are_stored(lab: Lab) -> None:
    """A follower stores the entries of an append that passes the consistency check, at their indexes."""
    for row, commit in itertools.product(TABLES["stored"], (0, 20)):
        follower, _, _ = deliver_row(lab, row | {"leaderCommit": commit})
        if follower.log != row_log(row["stored"]):
            raise CheckFailure(
                f"{follower_text(row)} and leaderCommit {commit}: the log then was {terms_text(follower.log_terms)}."
            )
        commit = common_length(row_log(row["log"]), row_log(row["stored"]))
        follower, _, reply = deliver_row(lab, row | {"commit": commit})
        if follower.log[: reply.matchIndex] != row_log(row["stored"])[: reply.matchIndex]:
            raise CheckFailure(
                f"{follower_text(row)} and commitIndex {commit}: it acknowledged index {reply.matchIndex}, and the log "
                f"then was {terms_text(follower.log_terms)}."
            )
    check_other_roles(lab)
    check_restored_entries(lab)
    check_former_leader(lab)
    for count in (1, 2, 3, len(NO_OPS)):
        check_no_ops(lab, count)


def check_other_roles(lab: Lab) -> None:
    """CheckFailure if a server that is a candidate, or that led till now, stores less of what a leader sends."""
    rows = [row for row in TABLES["stored"] if row["term"] not in row["log"]]  # no candidate has an entry of its term
    for row, role in itertools.product(rows, ("candidate", "pre-candidate")):
        follower = place_follower(lab, row, role)
        reply = last_reply(follower.deliver(append_message(row)))
        if follower.log != row_log(row["stored"]) or reply is None or not reply.success:
            raise CheckFailure(
                f"{follower_text(row)} while it was a {role} of the message's term: it sent S1 {reply}, and the "
                f"log then was {terms_text(follower.log_terms)}."
            )
    for row in [row for row in rows if row["log"]]:
        waiting = {len(row["log"]): Waiting(row["log"][-1], "c", 1)}
        setting = {"role": "leader", "term": row["term"] - 1, "log": row_log(row["log"]), "waiting": waiting}
        former = lab.place("S2", **setting)
        reply = last_reply(former.deliver(append_message(row)))
        if former.log != row_log(row["stored"]) or reply is None or not reply.success:
            raise CheckFailure(
                f"{follower_text(row)} while it led the term before, and a client waited for its last entry: it sent "
                f"S1 {reply}, and the log then was {terms_text(former.log_terms)}."
            )


def check_no_ops(lab: Lab, count: int) -> None:
    """CheckFailure if a follower does not store no-ops that follow each other, `count` in an append."""
    follower = lab.place("S2", cluster=5, term=len(NO_OPS) + 1)
    for prev in range(0, len(NO_OPS), count):
        brings = NO_OPS[prev : prev + count]
        follower.deliver(AppendEntries(len(NO_OPS) + 1, "S1", prev, prev, brings, 0))
        if follower.log != NO_OPS[: prev + len(brings)]:
            raise CheckFailure(
                f"The log of S1, the leader of term {len(NO_OPS) + 1}, is the no-ops of {len(NO_OPS)} leaders before "
                f"it. It sent them to S2 of five, {count} in an append. After the append with prevLogIndex {prev} the "
                f"log of S2 was {terms_text(follower.log_terms)}."
            )


OLDER = (entry(2, 2), entry(2, 3))
REPLACING = ((2, "S3", OLDER), (3, "S1", (entry(3, 2),)), (4, "S3", OLDER), (4, "S3", OLDER))
"""The term, the leader and the entries from index 2 on of appends that replace each other's entries."""
REPLACING_TEXT = (
    "S2 of five (log 1) took entries 2 and 3 of S3, the leader of term 2; then one for index 2 of S1, the leader of "
    "term 3; then S3's once more, from S3 as the leader of term 4."
)


def check_restored_entries(lab: Lab) -> None:
    """CheckFailure if a follower does not store entries that it held once, and that another leader has replaced."""
    follower = lab.place("S2", cluster=5, term=2, log=(entry(1, 1),))
    for term, leads, brings in REPLACING:
        follower.deliver(AppendEntries(term, leads, 1, 1, brings, 0))
        if follower.log[1:] != brings:
            raise CheckFailure(
                f"{REPLACING_TEXT} After the append of {leads} in term {term} its log was "
                f"{terms_text(follower.log_terms)}."
            )


def check_former_leader(lab: Lab) -> None:
    """CheckFailure if a server that followed, led and took a call does not store what the next leader adds to that."""
    server = lab.place("S2", term=2, log=[1], options=Options(preVote=False, checkQuorum=False))
    server.deliver(AppendEntries(2, "S1", 1, 1, (entry(2, 2),), 0))
    try:
        server.fire_timer("election", now=LONG_AFTER_MS)
        server.deliver(RequestVoteReply(3, "S3", True), now=LONG_AFTER_MS)
        server.propose("x=1", now=LONG_AFTER_MS)
    except UnwrittenHoleError:  # the leader's methods come later
        return
    last = len(server.log)
    append = AppendEntries(4, "S3", last, server.log[-1].term, (entry(4, last + 1),), 0)
    reply = last_reply(server.deliver(append, now=LONG_AFTER_MS), "S3")
    if reply is None or not reply.success or len(server.log) != last + 1:
        raise CheckFailure(
            "S2 took entry 2 from the leader of term 2, led term 3 and took a call. Then S3, leader of term 4, added "
            f"entry {last + 1} to the same log: S2 sent {reply}, and its log then was {terms_text(server.log_terms)}."
        )


@check(
    points=3,
    paper="§5.3; Figure 2 (matchIndex)",
    ask="up to which index has this message shown that the two logs agree?",
)
def test_acknowledges_what_the_message_confirms(lab: Lab) -> None:
    """An acknowledgement names the last index that the message brought or confirmed."""
    held: list[Row] = [row for row in TABLES["consistency"] if row["holds"]]
    for row in in_deployments_and_votes([*TABLES["stored"], *held, *UNSHOWN]):
        shown = row["prev"][0] + len(row["entries"])
        row = row | {"leaderCommit": shown + 3}  # the leader's log may be longer than what it shows
        follower, _, reply = deliver_row(lab, row)
        if reply.success and reply.matchIndex != shown:
            raise CheckFailure(
                f"{follower_text(row)} and leaderCommit {shown + 3}: it acknowledged index {reply.matchIndex}.",
                safety="AckIsDurable" if reply.matchIndex > shown else "",
            )
        again = last_reply(follower.deliver(append_message(row)))
        if again is None or not again.success or again.matchIndex != shown:
            raise CheckFailure(
                f"{follower_text(row)}; the leader, which heard no answer, sent it again: S2 sent {again}."
            )
    follower = place_follower(lab, {"log": [1], "term": 2})
    follower.deliver(AppendEntries(2, "S3", 1, 1, (entry(2, 2), entry(2, 3)), 0))
    for term, leads, brings, shown in ((4, "S3", (), 1), (5, "S1", (), 1), (6, "S3", (entry(6, 2),), 2)):
        reply = last_reply(follower.deliver(AppendEntries(term, leads, 1, 1, brings, 3)), leads)
        if reply is None or not reply.success or reply.matchIndex != shown:
            raise CheckFailure(
                f"S2 (log 1) took entries 2 and 3 of S3, the leader of term 2. Then {leads}, leader of term {term}, "
                f"sent prevLogIndex 1 of term 1 with {entries_text(len(brings))} and leaderCommit 3: S2 sent {reply}."
            )


@check(
    points=4,
    safety="AckIsDurable",
    paper="§5.3; Figure 2 (persistent state: “updated on stable storage before responding to RPCs”)",
    ask="what is left of the acknowledged entries if the server crashes right after the reply?",
)
def test_durable_before_acknowledged(lab: Lab) -> None:
    """Entries are durable before the acknowledgement is sent, and no write loses an older one."""
    for row, role in rows_to_write():
        follower, step, reply = deliver_row(lab, row, role)
        shown = follower.log[: reply.matchIndex]  # what it holds: whether that is right is another check's question
        durable = row_log(row["log"])
        for effect in step.effects:
            if isinstance(effect, PersistEffect):
                durable = effect.log
            elif isinstance(effect, Send) and effect.to == "S1" and durable[: len(shown)] != shown:
                held = terms_text(each.term for each in durable)
                raise CheckFailure(
                    f"{follower_text(row)} as a {role}: when it acknowledged index {reply.matchIndex} its disk held "
                    f"{held}.",
                    safety="AckIsDurable",
                )
        lost = losing_write(follower.boot_step.observation, step)
        if lost is not None:
            raise CheckFailure(
                f"{follower_text(row)} as a {role}. In this event it wrote the log "
                f"{terms_text(each.term for each in lost.log)}; what is left if it crashes right after that write?",
                safety="AckIsDurable",
            )
        follower.restart()
        if follower.log[: len(shown)] != shown:
            raise CheckFailure(
                f"{follower_text(row)} as a {role}, acknowledged index {reply.matchIndex} and restarted: "
                f"its log then was {terms_text(follower.log_terms)}.",
                safety="AckIsDurable",
            )
    check_writes_in_turn(lab)
    call = Entry(2, RETRIED_CALL)
    follower = lab.place("S2", term=2, log=(call,))
    reply = last_reply(follower.deliver(AppendEntries(2, "S1", 1, 2, (call,), 0)))
    follower.restart()
    if reply is not None and reply.success and len(follower.log) < reply.matchIndex:
        raise CheckFailure(
            "S2 (log 2) took an entry for index 2 from the leader of term 2: the call of index 1 once more, which its "
            f"client sent again. It acknowledged index {reply.matchIndex} and restarted: its log then was "
            f"{terms_text(follower.log_terms)}.",
            safety="AckIsDurable",
        )
    follower = lab.place("S2", term=2, log=(Entry(1, RETRIED_CALL),))
    reply = last_reply(follower.deliver(AppendEntries(2, "S1", 0, 0, (call,), 0)))
    follower.restart()
    if reply is not None and reply.success and list(follower.log_terms) != [2]:
        raise CheckFailure(
            "S2 (log 1) took an entry of term 2 for index 1: the same call, which its client sent again to the leader "
            f"of term 2. It acknowledged index {reply.matchIndex} and restarted: its log then was "
            f"{terms_text(follower.log_terms)}.",
            safety="AckIsDurable" if reply.matchIndex > 0 else "",
        )


def rows_to_write() -> Iterator[tuple[Row, str]]:
    """Yield messages with entries, and the role of the server that gets them: of the row's leader and of a later one.

    They tell that none, a part or all of it is committed.
    """
    later = [row | {"term": row["term"] + 1} for row in TABLES["stored"]]
    for number, row in enumerate(in_deployments_and_votes(TABLES["stored"])):
        turn, place = divmod(number, len(TABLES["stored"]))
        told = (turn + place) % 4  # each row comes with each of the four
        yield row | {"leaderCommit": row["prev"][0] + told}, "follower"
    for row, told in itertools.product([*TABLES["stored"], *later], (0, 20)):
        roles = ("follower",) if row["term"] in row["log"] else ("follower", "pre-candidate", "candidate")
        for role in roles:
            yield row | {"leaderCommit": told}, role


def check_writes_in_turn(lab: Lab) -> None:
    """CheckFailure if one of several appends, which replace entries, is acknowledged and not on the disk."""
    follower = lab.place("S2", cluster=5, term=2, log=(entry(1, 1),))
    for term, leads, brings in REPLACING:
        reply = last_reply(follower.deliver(AppendEntries(term, leads, 1, 1, brings, 0)), leads)
        shown = 0 if reply is None else reply.matchIndex
        held, durable = follower.log[:shown], follower.durable_state.log
        if durable[:shown] != held:
            raise CheckFailure(
                f"{REPLACING_TEXT} It acknowledged index {shown} to {leads} in term {term}; its disk then held "
                f"{terms_text(each.term for each in durable)}."
            )


@check(
    points=2,
    safety="AckIsDurable",
    paper="§5.3; Figure 2 (persistent state)",
    ask="the log on the disk is longer than the one in memory: what does a restart bring back?",
)
def test_truncation_is_durable(lab: Lab) -> None:
    """Entries that the leader's entries replaced do not come back with a restart."""
    for row in TABLES["stored"]:
        follower, _, reply = deliver_row(lab, row)
        held, held_entries = follower.log_terms, follower.log
        follower.restart()
        if follower.log_terms != held:
            before = row_log(row["log"])
            durable = max(common_length(before, held_entries), reply.matchIndex)
            is_lost = follower.log[:durable] != held_entries[:durable]
            is_mixed = len(follower.log) > len(held) and follower.log != before
            raise CheckFailure(
                f"{follower_text(row)} and restarted: its log then was {terms_text(follower.log_terms)}, "
                f"before the restart {terms_text(held)}.",
                safety="AckIsDurable" if is_lost else "LogMatching" if is_mixed else "",
            )


@check(
    points=2,
    paper="§5.2, §5.3; Figure 2 (Followers, Candidates)",
    ask="which server sent the refused append, and what does that say about the leader of this term?",
)
def test_sender_is_followed(lab: Lab) -> None:
    """A server follows the sender of an append of its term, even if it refuses the entries."""
    rows: tuple[Row, ...] = (
        {"log": [1, 1], "prev": [2, 1], "entries": []},
        {"log": [1], "prev": [2, 1], "entries": []},
        {"log": [1], "prev": [9, 1], "entries": [2]},
        {"log": [1, 1], "prev": [1, 1], "entries": [2]},
        {"log": [1], "prev": [1, 1], "entries": [2, 2]},
    )
    usual = election_timers(place_follower(lab, {"log": [1], "term": 2}).restart())
    for row, role in itertools.product(rows, ("follower", "candidate", "pre-candidate")):
        whole = row | {"term": 2}
        follower = place_follower(lab, whole, role)
        step = follower.deliver(append_message(whole))
        timers = [timer.name for timer in step.timers]
        if (follower.role, follower.leaderId) != ("follower", "S1") or "election" not in timers:
            raise CheckFailure(
                f"{follower_text(whole)} while it was a {role} of the same term: it is a {follower.role}, its "
                f"leaderId {follower.leaderId}, timers it started: {', '.join(timers) or 'none'}."
            )
        last = election_timers(step)[-1:]
        if last != usual[-1:]:
            raise CheckFailure(
                f"{follower_text(whole)} while it was a {role} of the same term: the last that it did to its election "
                f"timer was {last[0]}. When it starts up it is {usual[-1] if usual else 'nothing'}."
            )
        asked = follower.deliver(PreVote(2, "S3", 3, 9, 2), now=SOON_MS)
        if any(isinstance(message, PreVoteReply) and message.voteGranted for _, message in asked.sent_messages):
            raise CheckFailure(
                f"{follower_text(whole)} while it was a {role} of the same term. {SOON_MS:.0f} ms later S3 asked "
                "whether it would vote for it: S2 said yes, although it hears a leader."
            )


def election_timers(step: ServerStep) -> list[SetTimer | CancelTimer]:
    """Return what a step did to the election timer, in order."""
    return [each for each in step.effects if isinstance(each, SetTimer | CancelTimer) and each.name == "election"]
