"""What a client hears, and when: answerClients at the end of an event."""

from raftlab.checks import CheckFailure, check, entry
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.server import AppendEntries, AppendEntriesReply, Command, Entry, Reply, Waiting

WAITING_EVENTS = 60
"""Events that a client waits through, each a second after the one before."""


def replies_text(replies: list[Reply]) -> str:
    """Return the answers in words."""
    return (
        "; ".join(f"client {reply.client} heard “{reply.outcome}”" for reply in replies) or "no client heard anything"
    )


def waiting_leader(
    lab: Lab, log: list[int], calls: dict[int, Waiting], *, commit_index: int = 0, last_applied: int | None = None
) -> PlacedServer:
    """Place S1 as the leader of term 2. The entry at each index of `calls` is that client's call."""
    own = [
        Entry(term, Command("put", "x", f"{term}.{index}", client=calls[index].client, sequence=calls[index].sequence))
        if index in calls
        else term
        for index, term in enumerate(log, start=1)
    ]
    applied = commit_index if last_applied is None else last_applied
    return lab.place(
        "S1", role="leader", term=2, log=own, commit_index=commit_index, last_applied=applied, waiting=calls
    )


def depose(leader: PlacedServer) -> ServerStep:
    """Let a leader learn of a newer term."""
    refusal = AppendEntriesReply(term=leader.currentTerm + 1, followerId="S3", success=False)
    return leader.deliver(refusal)


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
        early = leader.fire_timer("heartbeat", now=number * 1000.0).replies
        if early:
            raise CheckFailure(f"{where}; commitIndex is 1. At heartbeat {number} {replies_text(early)}.")
    leader = waiting_leader(lab, [1, 2, 2, 2], calls, commit_index=2, last_applied=1)
    answers = leader.fire_timer("heartbeat").replies
    if [(reply.client, reply.sequence, reply.outcome) for reply in answers] != [("a", 1, "ok")]:
        raise CheckFailure(f"{where}; commitIndex has reached 2. At the end of the event {replies_text(answers)}.")


@check(
    points=1,
    paper="the contract of answerClients",
    ask="which of the waiting clients were answered, and which of them are still in waiting?",
)
def test_each_call_is_answered_once(lab: Lab) -> None:
    """Each client whose entry is applied is answered, once."""
    calls = {2: Waiting(2, "a", 1), 3: Waiting(2, "b", 4), 4: Waiting(2, "", 0)}
    leader = waiting_leader(lab, [1, 2, 2, 2], calls, commit_index=4, last_applied=1)
    answers = leader.fire_timer("heartbeat").replies
    if sorted((reply.client, reply.sequence) for reply in answers) != [("", 0), ("a", 1), ("b", 4)]:
        raise CheckFailure(
            f"Clients a and b wait for indexes 2 and 3, one without a name for 4, all now applied: "
            f"{replies_text(answers)}."
        )
    again = leader.fire_timer("heartbeat").replies
    if again:
        raise CheckFailure(f"Clients a and b were answered. At the end of the next event {replies_text(again)} again.")


@check(
    points=1,
    depends_on=[test_each_call_is_answered_once],
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
    ]
    calls = {3: Waiting(2, "a", 1), 4: Waiting(2, "b", 1)}
    leader = lab.place("S1", role="leader", term=2, log=log, commit_index=4, last_applied=0, waiting=calls)
    answers = {reply.client: (reply.outcome, reply.value) for reply in leader.fire_timer("heartbeat").replies}
    for client, expected in {"a": ("ok", "7"), "b": ("refused", None)}.items():
        if answers.get(client) != expected:
            raise CheckFailure(
                f"Applying the entry of client {client} returned {expected}; the client heard {answers.get(client)}."
            )


@check(
    points=2,
    paper="§5.4.2, Figure 8; §8",
    ask="another server may hold the entry and win the next term: what can this server promise?",
)
def test_uncertain_is_not_failure(lab: Lab) -> None:
    """A leader that steps down answers neither ok nor a failure for an entry that may still commit."""
    leader = waiting_leader(lab, [1, 2], {2: Waiting(2, "a", 1)})
    answers = depose(leader).replies
    if any(reply.outcome != "unknown" for reply in answers):
        raise CheckFailure(
            "S1 led term 2; client a waits for index 2, which S1 has stored and not committed. S1 learned of term 3: "
            f"{replies_text(answers)}."
        )
    for brings in ((entry(3, 2),), (entry(3, 2), entry(3, 3))):
        leader = waiting_leader(lab, [1, 2, 2], {2: Waiting(2, "a", 1), 3: Waiting(2, "b", 1)})
        answers = leader.deliver(AppendEntries(3, "S2", 1, 1, brings, 1)).replies
        if any(reply.outcome != "unknown" for reply in answers):
            raise CheckFailure(
                "S1 led term 2 with log 1 2 2; clients a and b wait for indexes 2 and 3. S2, leader of term 3, "
                "replaced index 2; its commitIndex is 1. Another server may still hold the entries of term 2, win term "
                f"4 and commit them: {replies_text(answers)}."
            )


@check(
    points=2,
    depends_on=["test_follower_applies_what_it_stored"],
    paper="§5.3, §8",
    ask="what happened to the entry, and which server will answer the client?",
)
def test_deposed_leader_releases_clients(lab: Lab) -> None:
    """A client of a leader that stepped down gets one answer."""
    for fate, prev, brings in (("kept and committed", 2, (entry(3, 3),)), ("replaced", 1, (entry(3, 2), entry(3, 3)))):
        leader = waiting_leader(lab, [1, 2], {2: Waiting(2, "a", 1)})
        answers = depose(leader).replies
        message = AppendEntries(3, "S2", prev, leader.log[prev - 1].term, brings, 3)
        answers += leader.deliver(message).replies
        if len(answers) != 1:
            raise CheckFailure(
                f"S1 led term 2; client a waits for index 2. S2 leads term 3; entry 2 of term 2 was {fate}, and "
                f"commitIndex of S1 is {leader.commitIndex}: {replies_text(answers)}."
            )


@check(
    points=1,
    depends_on=["test_follower_applies_what_it_stored"],
    paper="§5.3; Figure 3 (State Machine Safety)",
    ask="whose entry was applied at that index?",
)
def test_overwritten_is_not_ok(lab: Lab) -> None:
    """A client never hears ok for an entry that another leader's entry replaced."""
    another = Entry(3, Command("put", "x", "9", client="a", sequence=2))
    for brings, whose in ((entry(3, 2), "an entry"), (another, "another call of client a")):
        leader = waiting_leader(lab, [1, 2], {2: Waiting(2, "a", 1)})
        answers = leader.deliver(AppendEntries(3, "S2", 1, 1, (brings,), 2)).replies
        if any(reply.outcome == "ok" for reply in answers):
            raise CheckFailure(
                f"S1 led term 2; client a waits for index 2 of term 2. S2, leader of term 3, replaced it by {whose} "
                f"of term 3, which S1 then applied: {replies_text(answers)}."
            )
