"""A server that has led before: what was sent in a former term means nothing now."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.forbidden_changes import property_broken_by_change
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.server import (
    LEADER,
    PRE_CANDIDATE,
    AppendEntries,
    AppendEntriesReply,
    Entry,
    Message,
    Options,
    RequestVote,
    RequestVoteReply,
)

OTHERS = ("S2", "S3", "S4", "S5")
VOTERS = (("S2", "S3"), ("S4", "S5"), ("S3", "S5"), ("S5", "S2"))
"""For each leadership: who grants the pre-vote, and then the vote. The others refuse before that."""
QUORUM_INTERVAL_MS = Options().electionTimeout[0]


@check(
    points=3,
    explained_by=["test_majority_of_pre_votes_elects", "test_lost_majority_steps_down", "test_heard_majority_leads_on"],
    paper="dissertation §6.2, §9.6; Raft §5.1",
    ask="in which term was that message sent, and which of the server's variables belong to that term?",
)
def test_each_leadership_starts_anew(lab: Lab) -> None:
    """A server asks for pre-votes, wins and steps down repeatedly, also after a restart; old messages do not count."""
    server = lab.place("S1", cluster=5, term=2, log=(1, 1), voted_for="S2", leader="S2")
    former: list[int] = []
    for leadership, voters in enumerate(VOTERS, start=1):
        now = leadership * 10_000.0
        if leadership == len(VOTERS):
            server.restart(now=now)
        win_election(server, voters, former, now)
        former.append(server.currentTerm)
        keep_and_lose_majority(server, former[:-1], now)


def win_election(server: PlacedServer, voters: tuple[str, ...], former: list[int], now: float) -> None:
    """Let S1 time out and win. CheckFailure if an old message helps or hinders it."""
    asked_for = server.currentTerm + 1
    step = server.fire_timer("election", now=now)
    asked = sorted({to for to, message in step.sent_messages if isinstance(message, PreVote)} - {"S1"})
    if server.role != PRE_CANDIDATE or asked != sorted(OTHERS):
        raise CheckFailure(f"{story(server, former)} timed out: it asked {', '.join(asked) or 'nobody'}.")
    deliver_old_messages(server, former, now)
    for voter in OTHERS:
        if voter not in voters:
            server.deliver(PreVoteReply(server.currentTerm, voter, asked_for, False), now=now)
    for voter in voters:
        server.deliver(PreVoteReply(server.currentTerm, voter, asked_for, True), now=now)
    if server.role != "candidate":
        raise CheckFailure(
            f"{story(server, former)} asked for term {asked_for}; {' and '.join(voters)} of five granted: it is "
            f"a {server.role} in term {server.currentTerm}."
        )
    deliver_old_messages(server, former, now)
    steps = [server.deliver(RequestVoteReply(server.currentTerm, voter, True), now=now) for voter in voters]
    if server.role == LEADER and "quorum" not in [timer.name for timer in steps[-1].timers]:
        raise CheckFailure(f"{story(server, former)} leads term {server.currentTerm}, and started no quorum timer.")
    if server.role != LEADER:
        raise CheckFailure(
            f"{story(server, former)} got the votes of {' and '.join(voters)} of five for term {server.currentTerm}: "
            f"it is a {server.role}."
        )


def keep_and_lose_majority(server: PlacedServer, former: list[int], now: float) -> None:
    """Let S1 hear a majority for two windows, then S5 alone. CheckFailure unless it leads, and then follows."""
    term = server.currentTerm
    for number in (1, 2, 3, 4):
        at = now + number * QUORUM_INTERVAL_MS
        deliver_old_messages(server, former, at - 20)
        for follower in ("S3", "S4") if number < 3 else ("S5",):
            server.deliver(AppendEntriesReply(term, follower, True, 0, 0), now=at - 10)
        server.fire_timer("quorum", now=at)
        if number < 3 and server.role != LEADER:
            raise CheckFailure(f"{story(server, former)} led term {term} and heard S3 and S4 of five: it steps down.")
        if server.role != LEADER:
            break
    if (server.role, server.currentTerm, server.leaderId) != ("follower", term, None):
        raise CheckFailure(
            f"{story(server, former)} led term {term}, and heard in two windows S5 alone, and messages of older terms: "
            f"it is a {server.role} in term {server.currentTerm}, and names {server.leaderId}."
        )
    question = PreVote(term, "S4", term + 1, len(server.log), server.log_terms[-1] if server.log else 0)
    answers = [each for _, each in server.deliver(question, now=at + 10).sent_messages]
    if not any(isinstance(each, PreVoteReply) and each.voteGranted for each in answers):
        raise CheckFailure(
            f"{story(server, former)} led term {term} and stepped down. S4, whose log ends the same, asked for term "
            f"{term + 1}: S1 answered {answers[0] if answers else 'nothing'}."
        )


def old_messages(term: int) -> list[Message]:
    """Return what others sent to S1 around a former term, with content."""
    messages: list[Message] = []
    for other in OTHERS:
        messages += [
            PreVoteReply(term - 1, other, term, True),
            PreVoteReply(term - 1, other, term, False),
            RequestVoteReply(term, other, True),
            RequestVoteReply(term, other, False),
            AppendEntriesReply(term, other, True, 0, 2),
            AppendEntriesReply(term, other, False, 2),
        ]
    messages.append(AppendEntries(term - 1, "S3", 1, 1, (Entry(term - 1),), 2))
    messages.append(RequestVote(term - 1, "S4", 9, term - 2))
    messages.append(PreVote(term - 1, "S4", term, 9, term - 1))
    return messages


def deliver_old_messages(server: PlacedServer, former: list[int], now: float) -> None:
    """CheckFailure if a message of one of the `former` terms changes anything."""
    for term in former:
        for message in old_messages(term):
            before, was = server.observation, story(server, former)
            if server.deliver(message, now=now).observation != before:
                raise CheckFailure(
                    f"{was} was a {before.role} in term {before.currentTerm}. {type(message).__name__} of "
                    f"{message.sender}, of term {message.term}, arrived only now: it is a {server.role} in term "
                    f"{server.currentTerm}, leaderId {server.leaderId}.",
                    safety=property_broken_by_change(before, server.observation),
                )


def story(server: PlacedServer, former: list[int]) -> str:
    """Return S1 and the terms that it has led, in words."""
    led = ", ".join(map(str, former))
    return f"S1 (log {' '.join(map(str, server.log_terms))}{f', leader of term {led} before' if led else ''})"
