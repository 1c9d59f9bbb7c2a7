"""A newer term: who learns it, and what it ends."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene02.sample_messages import (
    ROLES,
    Message,
    message_text,
    place_server,
    replies,
    requests,
    server_text,
)


def check_steps_down(lab: Lab, messages: tuple[Message, ...]) -> None:
    """Let each message reach S1 in each role, and a new S1; CheckFailure where it does not follow in the message's term."""
    # etcd-io/raft, testUpdateTermFromMessage: the three roles, here with every kind of message
    for role, term in (*((role, 3) for role in ROLES), ("follower", 0)):
        for message in messages:
            server = place_server(lab, role, term=term)
            was = server_text(server)
            server.deliver(message)
            if (server.role, server.currentTerm) != ("follower", message.term):
                raise CheckFailure(
                    f"S1 was {was}. It took {message_text(message)} from S2, and then was {server_text(server)}."
                )


@check(points=5, paper="§5.1; Figure 2 (Rules for Servers: All Servers)", ask="which messages does the rule speak of?")
def test_request_of_newer_term(lab: Lab) -> None:
    """A request of a newer term makes a follower of whoever receives it."""
    check_steps_down(lab, requests(5))


@check(
    points=7,
    paper="§5.1; Figure 2 (“If RPC request or response contains term T > currentTerm”)",
    ask="a leader that was cut off comes back: which message is the first to tell it of the new term?",
)
def test_reply_of_newer_term(lab: Lab) -> None:
    """A reply of a newer term makes a follower of whoever receives it."""
    check_steps_down(lab, replies(5))


@check(
    points=4,
    paper="§5.1",
    ask="between the new term and the new role, what could a client's request still do?",
)
def test_term_and_role_change_together(lab: Lab) -> None:
    """When observeTerm returns, a newer term and the follower's role are both there."""
    for role in ROLES:
        server = place_server(lab, role)
        was = server_text(server)
        server.call("observeTerm", None, 4)
        if (server.role, server.currentTerm) != ("follower", 4):
            raise CheckFailure(f"S1 was {was}. observeTerm(4) ran, and then S1 was {server_text(server)}.")


@check(
    points=3,
    paper="§5.1, §5.2",
    ask="a leader hears its followers in its own term: is that a reason to step down?",
)
def test_own_term_changes_nothing(lab: Lab) -> None:
    """Hearing of its own term changes nothing."""
    for role in ROLES:
        for term in (3, 1003):
            server = place_server(lab, role, term=term)
            was = server_text(server)
            server.call("observeTerm", None, term)
            if server_text(server) != was:
                raise CheckFailure(f"S1 was {was}. observeTerm({term}) ran, and then S1 was {server_text(server)}.")


@check(points=3, paper="§5.1; Figure 2 (currentTerm: increases monotonically)", ask="may a clock go back?")
def test_term_never_falls(lab: Lab) -> None:
    """Hearing of an older term changes nothing."""
    for role in ROLES:
        server = place_server(lab, role)
        was = server_text(server)
        server.call("observeTerm", None, 1)
        if server_text(server) != was:
            raise CheckFailure(f"S1 was {was}. observeTerm(1) ran, and then S1 was {server_text(server)}.")


@check(
    points=4,
    paper="§5.2; Figure 2 (votedFor: candidate that received vote in current term)",
    ask="for which term was that vote?",
)
def test_new_term_brings_a_new_vote(lab: Lab) -> None:
    """In a new term a server has not voted yet."""
    for role, voted in (("follower", "S2"), ("candidate", "S1"), ("leader", "S1")):
        for term in (4, 5, 1003):
            server = place_server(lab, role, voted_for=voted)
            was = server_text(server)
            server.call("becomeFollower", None, term)
            if server.votedFor is not None:
                raise CheckFailure(f"S1 was {was}. becomeFollower({term}) ran, and then S1 was {server_text(server)}.")


@check(
    points=6,
    paper="§5.2; Figure 2 (votedFor); Figure 3 (Election Safety)",
    ask="a candidate steps down within its term: for whom may it vote in that term now?",
)
def test_vote_is_kept_within_its_term(lab: Lab) -> None:
    """Stepping down within a term keeps the vote of that term."""
    for role, voted in (("follower", "S2"), ("candidate", "S1"), ("leader", "S1"), ("follower", None)):
        server = place_server(lab, role, voted_for=voted)
        was = server_text(server)
        server.call("becomeFollower", None, 3)
        if (server.role, server.currentTerm, server.votedFor) != ("follower", 3, voted):
            raise CheckFailure(f"S1 was {was}. becomeFollower(3) ran, and then S1 was {server_text(server)}.")


@check(points=2, paper="§5.1, §5.2", ask="who leads a term in which nobody has been heard yet?")
def test_old_leader_is_forgotten(lab: Lab) -> None:
    """In a new term nobody is known to lead."""
    for role in ROLES:
        for method, values in (("becomeFollower", (5,)), ("becomeCandidate", ())):
            server = place_server(lab, role)
            if role == "leader" and method == "becomeCandidate":
                continue  # a leader does not campaign
            was = server_text(server)
            server.call(method, None, *values)
            if server.leaderId is not None:
                raise CheckFailure(
                    f"S1 was {was}. {method} ran; S1 then was {server_text(server)}, and would name {server.leaderId} "
                    "to its clients."
                )
