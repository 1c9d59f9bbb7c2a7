"""When a leader must stop leading: checkQuorum."""

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed import Placed
from raftlab.server import AppendEntriesReply, Options, RequestVoteReply

WINDOW = Options().electionTimeout[0]
MUCH_LATER = 100_000.0
"""A time, in ms, at which nothing was heard for long."""


def leader(lab: Lab, size: int, *, asks_first: bool = True) -> Placed:
    """Place S1 as the leader of `size` servers in term 2; asks_first: with Pre-Vote."""
    return lab.place("S1", cluster=size, role="leader", term=2, log=[1], options=Options(preVote=asks_first))


def rounds(server: Placed, heard: int, count: int) -> None:
    """Let `count` checks come, a window apart, with `heard` followers answering in each window."""
    for number in range(1, count + 1):
        for voter in range(2, heard + 2):
            server.deliver(AppendEntriesReply(2, f"S{voter}", True), now=number * WINDOW - 20.0)
        if server.role == "leader":
            server.timeout("quorum", now=number * WINDOW)


@check(
    points=6,
    paper="dissertation §6.2",
    ask="how many servers has this leader heard since the last check, and what could another leader do meanwhile?",
)
def test_lost_majority_steps_down(lab: Lab) -> None:
    """A leader that hears no majority follows, in the same term, and names no leader."""
    for size, heard in ((3, 0), (4, 1), (5, 1), (6, 2), (7, 2)):
        server = leader(lab, size)
        rounds(server, heard, 2)
        if (server.role, server.currentTerm, server.votedFor, server.leaderId) != ("follower", 2, "S1", None):
            raise Broken(
                f"S1 of {size} led term 2 and heard {heard} others in two windows: it is {server.role} in term "
                f"{server.currentTerm}, has voted for {server.votedFor}, names {server.leaderId}."
            )


@check(
    points=5,
    paper="dissertation §6.2",
    ask="which servers make a majority, and does the leader hear itself?",
)
def test_heard_majority_leads_on(lab: Lab) -> None:
    """A leader that hears a majority, itself included, leads on, check after check."""
    for size, heard in ((1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (7, 3)):
        server = leader(lab, size)
        rounds(server, heard, 4)
        if (server.role, server.currentTerm) != ("leader", 2):
            raise Broken(
                f"S1 of {size} led term 2 and heard {heard} others in each window: it is {server.role} in term "
                f"{server.currentTerm}."
            )


@check(
    points=5,
    after=[test_lost_majority_steps_down, test_heard_majority_leads_on],
    paper="dissertation §6.2",
    ask="when was that server heard, and what does it prove of now?",
)
def test_each_check_counts_anew(lab: Lab) -> None:
    """A majority that was heard once does not keep a leader for ever."""
    for good in (2, 12):
        server = leader(lab, 3)
        rounds(server, 2, good)
        for number in (good + 1, good + 2):
            if server.role == "leader":
                server.timeout("quorum", now=number * WINDOW)
        if server.role == "leader":
            raise Broken(
                f"S1 of three led term 2, heard both others in {good} windows and nobody in two more: it leads."
            )
    server = leader(lab, 3, asks_first=False)
    rounds(server, 2, 2)
    elected_again(server)
    won = server.currentTerm
    for number in (1, 2, 3):
        if server.role == "leader":
            server.timeout("quorum", now=MUCH_LATER + number * WINDOW)
    if server.role == "leader":
        raise Broken(f"S1 of three led term 2, then term {won}, and there heard nobody in three windows: it leads.")


def elected_again(server: Placed) -> None:
    """Let the leader of three hear of a newer term, and win the one after it."""
    server.deliver(AppendEntriesReply(server.currentTerm + 1, "S3", False), now=MUCH_LATER - WINDOW)
    server.timeout("election", now=MUCH_LATER)
    server.deliver(RequestVoteReply(server.currentTerm, "S2", True), now=MUCH_LATER)
    if server.role != "leader":
        raise Broken(
            "S1 of three led term 2, heard of term 3, timed out, and had the vote of S2: it is "
            f"{server.role} in term {server.currentTerm}."
        )


@check(
    points=3,
    after=[test_heard_majority_leads_on],
    paper="dissertation §6.2",
    ask="which event brings the next check?",
)
def test_checks_go_on(lab: Lab) -> None:
    """A leader that leads on will check again."""
    server = leader(lab, 3)
    server.deliver(AppendEntriesReply(2, "S2", True), now=WINDOW - 20.0)
    step = server.timeout("quorum", now=WINDOW)
    if server.role != "leader" or not step.timers:
        raise Broken(f"S1 of three heard S2, and its check came: it is {server.role} and started no timer.")
