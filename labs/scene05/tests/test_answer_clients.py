"""What a client hears, and when: answerClients at the end of an event."""

import itertools
from collections.abc import Iterator

from raftlab.checks import CheckFailure, check, entry
from raftlab.checks.deployments import CLUSTER_SIZES, DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.server import AppendEntries, AppendEntriesReply, Command, Entry, Options, Reply, Waiting

WAITING_EVENTS = 120
"""Events that a client waits through, each ten seconds after the one before."""

CLIENT_COUNT = 40
"""Clients that wait at the same time."""

AN_HOUR_MS = 3_600_000.0

FIRST_CALLS = {1: Waiting(2, "a", 1), 2: Waiting(2, "", 0), 3: Waiting(2, "b", 1), 4: Waiting(2, "c", 7)}
"""Calls that wait for the first entries of a log, all of term 2."""


def replies_text(replies: list[Reply]) -> str:
    """Return the answers in words."""
    return (
        "; ".join(f"client {reply.client} heard “{reply.outcome}”" for reply in replies) or "no client heard anything"
    )


def waiting_leader(
    lab: Lab,
    log: list[int],
    calls: dict[int, Waiting],
    *,
    commit_index: int = 0,
    last_applied: int | None = None,
    options: Options | None = None,
    cluster: int = 3,
) -> PlacedServer:
    """Place S1 as the leader of term 2. The entry at each index of `calls` is that client's call.

    S3 stores what is committed; in a larger cluster, a majority does.
    """
    own = [
        Entry(term, Command("put", "x", f"{term}.{index}", client=calls[index].client, sequence=calls[index].sequence))
        if index in calls
        else term
        for index, term in enumerate(log, start=1)
    ]
    applied = commit_index if last_applied is None else last_applied
    known = {f"S{cluster - n}": commit_index for n in range(cluster // 2)}
    settings = {"commit_index": commit_index, "last_applied": applied, "match_index": known, "cluster": cluster}
    return lab.place("S1", role="leader", term=2, log=own, waiting=calls, options=options, **settings)  # type: ignore[arg-type]


def first_leaders(lab: Lab) -> Iterator[tuple[str, PlacedServer]]:
    """Yield S1, of a cluster of each size in turn, which leads term 2 with four entries for which clients wait."""
    for size in (2, *CLUSTER_SIZES[1:], 3):
        leader = waiting_leader(lab, [2] * 4, FIRST_CALLS, options=lab.next_deployment(), cluster=size)
        text = (
            f"S1 of {size} servers leads term 2 with log 2 2 2 2; clients a, b and c wait for indexes 1, 3 and 4, one "
            f"without a name for 2; nothing is committed."
        )
        yield text, leader


def let_majority_acknowledge(leader: PlacedServer, index: int) -> list[Reply]:
    """Let just as many followers as it needs acknowledge an index, each three times; return the answers to clients."""
    answers = []
    for number in range(2, 2 + len(leader.cluster) // 2):
        for _ in range(3):
            acknowledgement = AppendEntriesReply(2, f"S{number}", True, index - 1, index)
            answers += leader.deliver(acknowledgement, now=AN_HOUR_MS).replies
    return answers


def depose(leader: PlacedServer, terms: int = 1) -> ServerStep:
    """Let a leader learn of a newer term."""
    refusal = AppendEntriesReply(term=leader.currentTerm + terms, followerId=leader.cluster[-1], success=False)
    return leader.deliver(refusal)


def lose_majority(leader: PlacedServer) -> ServerStep:
    """Fire the quorum timer of a leader that has heard nobody."""
    return leader.fire_timer("quorum")


@check(
    points=2,
    paper="§5.3, §8 (Client interaction)",
    ask="what must be true of an entry before its client may hear ok?",
)
def test_ok_waits_for_commit(lab: Lab) -> None:
    """A client hears ok once its entry is committed and applied, and hears nothing before, however long it waits."""
    calls = {2: Waiting(2, "a", 1), 3: Waiting(2, "b", 1), 4: Waiting(2, "c", 1)}
    where = "S1 leads term 2 with log 1 2 2 2; clients a, b and c wait for indexes 2, 3 and 4"
    leader = waiting_leader(lab, [1, 2, 2, 2], calls, commit_index=1)
    for number in range(1, WAITING_EVENTS + 1):
        early = leader.fire_timer("heartbeat", now=number * 10_000.0).replies
        if early:
            raise CheckFailure(
                f"{where}; commitIndex is 1. At heartbeat {number} {replies_text(early)}.",
                safety="SuccessImpliesCommitted" if any(reply.outcome == "ok" for reply in early) else "",
            )
    many = {index: Waiting(2, f"c{index}", 1) for index in range(2, 2 + CLIENT_COUNT)}
    early = waiting_leader(lab, [1, *[2] * CLIENT_COUNT], many, commit_index=1).fire_timer("heartbeat").replies
    if early:
        raise CheckFailure(f"S1 leads term 2; {CLIENT_COUNT} clients wait, commitIndex is 1: {replies_text(early)}.")
    for text, leader in first_leaders(lab):
        early = leader.fire_timer("heartbeat", now=AN_HOUR_MS).replies
        if early:
            raise CheckFailure(
                f"{text} At its heartbeat {replies_text(early)}.",
                safety="SuccessImpliesCommitted" if any(reply.outcome == "ok" for reply in early) else "",
            )
    leader = waiting_leader(lab, [1, 2, 2, 2], calls, commit_index=2, last_applied=1)
    answers = leader.fire_timer("heartbeat").replies
    if [(reply.client, reply.sequence, reply.outcome) for reply in answers] != [("a", 1, "ok")]:
        raise CheckFailure(f"{where}; commitIndex has reached 2. At the end of the event {replies_text(answers)}.")


@check(
    points=1,
    paper="the contract of answerClients",
    ask="which of the waiting clients were answered, and which of them are still in `waiting`?",
)
def test_each_call_is_answered_once(lab: Lab) -> None:
    """Each client whose entry is applied is answered, once."""
    calls = {2: Waiting(2, "a", 1), 3: Waiting(2, "b", 4), 4: Waiting(2, "", 0), 5: Waiting(2, "", 0)}
    leader = waiting_leader(lab, [1, 2, 2, 2, 2], calls, commit_index=5, last_applied=1)
    answers = leader.fire_timer("heartbeat").replies
    if sorted((reply.client, reply.sequence) for reply in answers) != [("", 0), ("", 0), ("a", 1), ("b", 4)]:
        raise CheckFailure(
            f"Clients a and b wait for indexes 2 and 3, two clients without a name for 4 and 5; all four entries were "
            f"applied in this event: {replies_text(answers)}."
        )
    again = leader.fire_timer("heartbeat").replies
    if again:
        raise CheckFailure(f"Clients a and b were answered. At the end of the next event {replies_text(again)} again.")
    check_one_after_another(lab)
    many = {index: Waiting(2, f"c{index}", 1) for index in range(2, 2 + CLIENT_COUNT)}
    leader = waiting_leader(lab, [1, *[2] * CLIENT_COUNT], many, commit_index=1 + CLIENT_COUNT, last_applied=1)
    answers = leader.fire_timer("heartbeat").replies
    if len(answers) != CLIENT_COUNT:
        raise CheckFailure(
            f"{CLIENT_COUNT} clients wait for an entry each; all were applied in one event, and {len(answers)} of the "
            "clients were answered."
        )
    check_first_entries(lab)


def check_first_entries(lab: Lab) -> None:
    """CheckFailure if the clients of a log's first entries, in a cluster of any size, hear no ok when they commit."""
    for text, leader in first_leaders(lab):
        for index, expected in ((3, [("", 0), ("a", 1), ("b", 1)]), (4, [("c", 7)])):
            answers = let_majority_acknowledge(leader, index)
            heard = sorted((reply.client, reply.sequence) for reply in answers)
            if heard != expected or any(reply.outcome != "ok" for reply in answers):
                raise CheckFailure(
                    f"{text} Then a majority stored index {index}; commitIndex was {leader.commitIndex}: "
                    f"{replies_text(answers)}."
                )
    alone = lab.place("S1", cluster=1, role="leader", term=2)
    for sequence in (1, 2):
        answers = alone.propose(Command("put", "x", "1", client="a", sequence=sequence)).replies
        if [(reply.sequence, reply.outcome) for reply in answers] != [(sequence, "ok")]:
            raise CheckFailure(
                f"S1 is alone in its cluster and leads it; client a called for the {['first', 'second'][sequence - 1]} "
                f"time, and commitIndex then was {alone.commitIndex}: {replies_text(answers)}."
            )


def check_one_after_another(lab: Lab) -> None:
    """Commit the entry of one of three waiting clients, and the others' later: each hears when its own is applied."""
    calls = {2: Waiting(2, "a", 1), 3: Waiting(2, "b", 1), 4: Waiting(2, "c", 1)}
    leader = waiting_leader(lab, [1, 2, 2, 2], calls, commit_index=1)
    for index, expected in ((2, ["a"]), (4, ["b", "c"])):
        acknowledgement = AppendEntriesReply(2, "S2", True, index - 1, index)
        answers = [reply for _ in range(3) for reply in leader.deliver(acknowledgement).replies]
        if sorted(reply.client for reply in answers) != expected or any(reply.outcome != "ok" for reply in answers):
            raise CheckFailure(
                "S1 leads term 2 of three servers with log 1 2 2 2; clients a, b and c wait for indexes 2, 3 and 4. S2 "
                f"acknowledged index {index}, three times; commitIndex then was {leader.commitIndex}: "
                f"{replies_text(answers)}."
            )


RESULTS: dict[tuple[str, int], tuple[str, str | None]] = {
    ("a", 1): ("ok", "7"),
    ("b", 1): ("refused", None),
    ("d", 1): ("ok", ""),
    ("e", 1): ("ok", None),
    ("a", 2): ("ok", ""),
    ("f", 70_000): ("ok", "9"),
}
"""By client and number of a call in the next check: the outcome and the value of applying it."""


@check(
    points=1,
    explained_by=[test_each_call_is_answered_once],
    paper="§8; the contract of answerClients",
    ask="what did applying the entry return?",
)
def test_answer_carries_the_result(lab: Lab) -> None:
    """An answer carries the outcome and the value that applying the command returned."""
    log = [
        Entry(1, Command("put", "x", "7")),
        Entry(1, Command("expire", "b")),
        Entry(2, Command("get", "x", client="a", sequence=1)),
        Entry(2, Command("put", "x", "8", client="b", sequence=1)),
        Entry(2, Command("put", "y", "")),
        Entry(2, Command("get", "y", client="d", sequence=1)),
        Entry(2, Command("put", "x", "9", client="e", sequence=1)),  # later than the get of a, applied in one event
        Entry(2, Command("get", "y", client="a", sequence=2)),
        Entry(2, Command("cas", "x", "10", expected="9", client="f", sequence=70_000)),
    ]
    calls = {
        3: Waiting(2, "a", 1),
        4: Waiting(2, "b", 1),
        6: Waiting(2, "d", 1),
        7: Waiting(2, "e", 1),
        8: Waiting(2, "a", 2),
        9: Waiting(2, "f", 70_000),
    }
    applied = {"commit_index": 9, "last_applied": 0, "match_index": {"S3": 9}}
    leader = lab.place("S1", role="leader", term=2, log=log, waiting=calls, **applied)  # type: ignore[arg-type]
    replies = leader.fire_timer("heartbeat").replies
    answers = {(reply.client, reply.sequence): (reply.outcome, reply.value) for reply in replies}
    for (client, sequence), expected in RESULTS.items():
        heard = answers.get((client, sequence))
        if heard != expected:
            raise CheckFailure(
                f"Applying the entry of call {sequence} of client {client} returned {expected}; it heard {heard}."
            )
    leader = lab.place("S1", role="leader", term=2, log=log, waiting=calls)
    deposing = AppendEntries(3, "S2", 9, 2, (), 10)  # its leader has committed an entry of its own, behind these
    for reply in leader.deliver(deposing).replies:
        known = RESULTS[reply.client, reply.sequence]
        if reply.outcome != "unknown" and (reply.outcome, reply.value) != known:
            raise CheckFailure(
                "S1 led term 2; S2, leader of term 3, let it know that the entries of its clients are committed: it "
                f"applied them. Applying the entry of call {reply.sequence} of client {reply.client} returned {known}; "
                f"it heard {reply.outcome, reply.value}."
            )


@check(
    points=2,
    safety="FailureImpliesNever",
    paper="§5.4.2, Figure 8; §8",
    ask="another server may hold the entry and win the next term: what can this server promise?",
)
def test_uncertain_is_not_failure(lab: Lab) -> None:
    """A leader that steps down answers neither ok nor a failure for an entry that may still commit."""
    for why, ends in (("learned of term 3", depose), ("lost its majority and stepped down", lose_majority)):
        leader = waiting_leader(lab, [1, 2], {2: Waiting(2, "a", 1)})
        answers = ends(leader).replies
        if any(reply.outcome != "unknown" for reply in answers):
            raise CheckFailure(
                "S1 led term 2; client a waits for index 2, which S1 has stored and not committed. S1 "
                f"{why}: {replies_text(answers)}."
            )
    check_uncertain_first_entries(lab)
    for brings in ((entry(3, 2),), (entry(3, 2), entry(3, 3))):
        leader = waiting_leader(lab, [1, 2, 2], {2: Waiting(2, "a", 1), 3: Waiting(2, "b", 1)})
        answers = leader.deliver(AppendEntries(3, "S2", 1, 1, brings, 1)).replies
        if any(reply.outcome != "unknown" for reply in answers):
            raise CheckFailure(
                "S1 led term 2 with log 1 2 2; clients a and b wait for indexes 2 and 3. S2, leader of term 3, "
                "replaced index 2; its commitIndex is 1. Another server may still hold the entries of term 2, win term "
                f"4 and commit them: {replies_text(answers)}."
            )


def check_uncertain_first_entries(lab: Lab) -> None:
    """CheckFailure if a client of the first entries, in a cluster of any size, hears more than unknown at the end."""
    for terms, (text, leader) in enumerate(first_leaders(lab), start=1):
        if terms % 2:
            why, answers = f"Then it learned of term {2 + terms}", depose(leader, terms).replies
        else:
            append = AppendEntries(2 + terms, "S2", 4, 2, (), 0)
            why = f"Then S2, leader of term {2 + terms}, sent a heartbeat: S1 kept its entries"
            answers = leader.deliver(append).replies
        if any(reply.outcome != "unknown" for reply in answers):
            raise CheckFailure(f"{text} {why}: {replies_text(answers)}.")
    many = {index: Waiting(2, f"c{index}", 1) for index in range(1, 1 + CLIENT_COUNT)}
    answers = depose(waiting_leader(lab, [2] * CLIENT_COUNT, many)).replies
    if any(reply.outcome != "unknown" for reply in answers):
        raise CheckFailure(
            f"S1 led term 2; {CLIENT_COUNT} clients wait, nothing is committed, and S1 learned of term 3: "
            f"{replies_text(answers)}."
        )


@check(
    points=2,
    explained_by=["test_follower_applies_what_it_stored"],
    paper="§5.3, §8",
    ask="what happened to the entry, and which server will answer the client?",
)
def test_deposed_leader_answers_clients(lab: Lab) -> None:
    """Each client of a leader that stepped down gets one answer."""
    calls = {2: Waiting(2, "a", 1), 3: Waiting(2, "", 0), 4: Waiting(2, "b", 1)}
    for fate, prev, brings in (("kept and committed", 2, (entry(3, 3),)), ("replaced", 1, (entry(3, 2), entry(3, 3)))):
        for is_deposed_first, options in itertools.product((True, False), DEPLOYMENTS):
            leader = waiting_leader(lab, [1, 2, 2, 2], calls, options=options)
            answers = depose(leader).replies if is_deposed_first else []
            message = AppendEntries(3, "S2", prev, leader.log[prev - 1].term, brings, 3)
            answers += leader.deliver(message).replies
            if sorted(reply.client for reply in answers) != ["", "a", "b"]:
                raise CheckFailure(
                    "S1 led term 2; clients a and b wait for indexes 2 and 4, one without a name for 3. S2 leads "
                    f"term 3; entry 2 of term 2 was {fate}, entries 3 and 4 were cut off, and commitIndex of S1 is "
                    f"{leader.commitIndex}: {replies_text(answers)}."
                )


@check(
    points=1,
    depends_on=["test_follower_applies_what_it_stored"],
    safety="SuccessImpliesCommitted",
    paper="§5.3; Figure 3 (State Machine Safety)",
    ask="whose entry was applied at that index?",
)
def test_overwritten_is_not_ok(lab: Lab) -> None:
    """A client never hears ok for an entry that another leader's entry replaced."""
    another = Entry(3, Command("put", "x", "9", client="a", sequence=2))
    nameless = Entry(3, Command("put", "x", "9"))
    for client, brings, whose in (
        ("a", entry(3, 2), "an entry"),
        ("a", another, "another call of client a"),
        ("", nameless, "a call of another client without a name"),
    ):
        leader = waiting_leader(lab, [1, 2], {2: Waiting(2, client, 1 if client else 0)})
        answers = leader.deliver(AppendEntries(3, "S2", 1, 1, (brings,), 2)).replies
        if any(reply.outcome == "ok" for reply in answers):
            raise CheckFailure(
                f"S1 led term 2; client “{client}” waits for index 2 of term 2. S2, leader of term 3, replaced it "
                f"by {whose} of term 3, which S1 then applied: {replies_text(answers)}."
            )
