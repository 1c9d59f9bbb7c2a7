"""A newer term: which messages teach it, and what it ends."""

from itertools import product

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS
from raftlab.checks.forbidden_changes import property_broken_by_change
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene02.sample_messages import (
    ROLES,
    Message,
    all_messages,
    may_be_dropped,
    message_text,
    nondefault_messages,
    nondefault_placements,
    place_server,
    replies,
    requests,
    server_text,
)

TERM_AND_ROLE = ("role", "currentTerm", "votedFor")
"""The variables that server_text shows."""


def check_steps_down(lab: Lab, messages: tuple[Message, ...]) -> None:
    """Deliver each message to S1 in each role, and to a new S1; CheckFailure if it does not follow in that term."""
    # etcd-io/raft, testUpdateTermFromMessage: the three roles, here with every kind of message
    for role, term, log in (*((role, 3, log) for role in ROLES for log in ((), (1, 2, 2))), ("follower", 0, ())):
        for message in messages:
            server = place_server(lab, role, term=term, log=log)
            was = server_text(server)
            if may_be_dropped(server, message):
                continue
            server.deliver(message)
            if (server.role, server.currentTerm) != ("follower", message.term):
                raise CheckFailure(
                    f"S1 was {was}, log {' '.join(map(str, log)) or 'empty'}. It took {message_text(message)} from S2, "
                    f"and then was {server_text(server)}."
                )
    check_rich_servers_step_down(lab, tuple(type(message) for message in messages))


def check_rich_servers_step_down(lab: Lab, kinds: tuple[type[Message], ...]) -> None:
    """CheckFailure if a message of these kinds leaves a server with entries, votes or clients in its role."""
    for place in nondefault_placements(lab, turns=2):
        for term, now in ((5, 0.0), (2**30, 50_000.0)):
            for message in nondefault_messages(term):
                if isinstance(message, kinds):
                    server = place()
                    before = repr(server)
                    if may_be_dropped(server, message):
                        continue
                    server.deliver(message, now=now)
                    if (server.role, server.currentTerm) != ("follower", term):
                        raise CheckFailure(
                            f"{before} took {message_text(message)} from S2, and then was {server_text(server)}."
                        )


@check(points=4, paper="§5.1; Figure 2 (Rules for Servers: All Servers)", ask="which messages does the rule name?")
def test_request_of_newer_term(lab: Lab) -> None:
    """A request of a newer term makes its receiver a follower."""
    check_steps_down(lab, requests(5))


@check(
    points=5,
    paper="§5.1; Figure 2 (“If RPC request or response contains term T > currentTerm”)",
    ask="a leader that was cut off is reachable again: which message is the first to carry the new term?",
)
def test_reply_of_newer_term(lab: Lab) -> None:
    """A reply of a newer term makes its receiver a follower."""
    check_steps_down(lab, replies(5))


@check(
    points=4,
    paper="§5.1",
    ask="while the server has the new term and still its old role, what could a client's request cause?",
)
def test_term_and_role_change_together(lab: Lab) -> None:
    """When observeTerm returns, the server has the newer term and is a follower."""
    for role, _ in product(ROLES, ALL_DEPLOYMENTS):
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
    """A message of the server's own term changes nothing."""
    for role, _ in product(ROLES, ALL_DEPLOYMENTS):
        for term in (3, 1003):
            server = place_server(lab, role, term=term)
            was = server_text(server)
            server.call("observeTerm", None, term)
            if server_text(server) != was:
                raise CheckFailure(f"S1 was {was}. observeTerm({term}) ran, and then S1 was {server_text(server)}.")


@check(
    points=3,
    safety="OneVotePerTerm",
    paper="§5.1; Figure 2 (currentTerm: increases monotonically)",
    ask="the message is of an older term: what happens to currentTerm?",
)
def test_term_never_falls(lab: Lab) -> None:
    """A message of an older term never lowers the term."""
    for role, _ in product(ROLES, ALL_DEPLOYMENTS):
        server = place_server(lab, role)
        was, before = server_text(server), server.observation
        server.call("observeTerm", None, 1)
        if server_text(server) != was:
            raise CheckFailure(
                f"S1 was {was}. observeTerm(1) ran, and then S1 was {server_text(server)}.",
                safety=property_broken_by_change(before, server.observation, TERM_AND_ROLE),
            )


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
    for place in nondefault_placements(lab):
        server = place()
        before = repr(server)
        server.call("observeTerm", None, 5)
        if server.votedFor is not None:
            raise CheckFailure(f"{before} heard of term 5, and then was {server_text(server)}.")
    check_no_vote_is_taken(lab)


def check_no_vote_is_taken(lab: Lab) -> None:
    """CheckFailure if a message of a newer term sets the vote of a server that has a longer log than its sender."""
    for role, voted in (("follower", "S3"), ("follower", None), ("candidate", "S1"), ("leader", "S1")):
        for message in all_messages(4):
            server = place_server(lab, role, voted_for=voted, log=(1, 2, 2))
            was = server_text(server)
            server.deliver(message)
            if server.currentTerm == message.term and server.votedFor is not None:
                raise CheckFailure(
                    f"S1 was {was}, its log 1 2 2. It took {message_text(message)} from S2, whose log is empty, and "
                    f"then was {server_text(server)}."
                )


@check(
    points=5,
    safety="OneVotePerTerm",
    paper="§5.2; Figure 2 (votedFor); Figure 3 (Election Safety)",
    ask="a candidate steps down within its term: for whom may it vote in that term?",
)
def test_vote_is_kept_within_its_term(lab: Lab) -> None:
    """Stepping down within a term keeps the vote of that term."""
    for role, voted in (("follower", "S2"), ("candidate", "S1"), ("leader", "S1"), ("follower", None)):
        server = place_server(lab, role, voted_for=voted)
        was, state = server_text(server), server.observation
        server.call("becomeFollower", None, 3)
        if (server.role, server.currentTerm, server.votedFor) != ("follower", 3, voted):
            raise CheckFailure(
                f"S1 was {was}. becomeFollower(3) ran, and then S1 was {server_text(server)}.",
                safety=property_broken_by_change(state, server.observation, TERM_AND_ROLE),
            )
    for place in nondefault_placements(lab):
        server = place()
        before, voted, state = repr(server), server.votedFor, server.observation
        server.call("becomeFollower", None, 4)
        if server.votedFor == voted:
            server.restart()
        if (server.role, server.currentTerm, server.votedFor) != ("follower", 4, voted):
            raise CheckFailure(
                f"{before} had voted for {voted or 'nobody'}. becomeFollower(4) ran; then, or after a restart, it "
                f"was {server_text(server)}.",
                safety=property_broken_by_change(state, server.observation, TERM_AND_ROLE),
            )


@check(points=2, paper="§5.1, §5.2", ask="which server leads a term in which no leader has been heard yet?")
def test_old_leader_is_forgotten(lab: Lab) -> None:
    """In a new term no leader is known."""
    for role, _ in product(ROLES, ALL_DEPLOYMENTS):
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
