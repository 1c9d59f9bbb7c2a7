"""When a leader must stop leading: checkQuorum."""

from raftlab.checks import Broken, check
from raftlab.checks.lab import Lab
from raftlab.checks.placed import Placed
from raftlab.server import AppendEntriesReply, Options

WINDOW = Options().electionTimeout[0]


def leader(lab: Lab, size: int) -> Placed:
    """Place S1 as the leader of `size` servers in term 2."""
    return lab.place("S1", cluster=size, role="leader", term=2, log=[1])


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
    for size, heard in ((3, 0), (4, 1), (5, 1)):
        server = leader(lab, size)
        rounds(server, heard, 3)
        if (server.role, server.currentTerm, server.votedFor, server.leaderId) != ("follower", 2, "S1", None):
            raise Broken(
                f"S1 of {size} led term 2 and heard {heard} others in three windows: it is {server.role} in term "
                f"{server.currentTerm}, has voted for {server.votedFor}, names {server.leaderId}."
            )


@check(
    points=5,
    paper="dissertation §6.2",
    ask="which servers make a majority, and does the leader hear itself?",
)
def test_heard_majority_leads_on(lab: Lab) -> None:
    """A leader that hears a majority, itself included, leads on, check after check."""
    for size, heard in ((1, 0), (2, 1), (3, 1), (4, 2), (5, 2)):
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
    server = leader(lab, 3)
    rounds(server, 2, 2)
    for number in range(3, 6):
        if server.role == "leader":
            server.timeout("quorum", now=number * WINDOW)
    if server.role == "leader":
        raise Broken("S1 of three led term 2, heard both others in two windows and nobody in three more: it leads.")


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
