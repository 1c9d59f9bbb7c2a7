"""Messages of an older term, of every kind."""

from itertools import product

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS, DEPLOYMENTS
from raftlab.checks.forbidden_changes import property_broken_by_change
from raftlab.checks.frame_conditions import nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene02.sample_messages import (
    OLD_TERM_CASES,
    ROLES,
    all_messages,
    may_arrive_in_its_term,
    message_text,
    nondefault_messages,
    place_server,
    replies,
    requests,
    server_state,
    server_text,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Message, RequestVoteReply


@check(points=4, paper="§5.1; Figure 2 (reply false if term < currentTerm)", ask="which kinds of message can be late?")
def test_older_message_is_stale(lab: Lab) -> None:
    """A message of an older term is stale, whatever its kind."""
    for role in ROLES:
        for term, old in OLD_TERM_CASES:
            check_stale(place_server(lab, role, term=term, log=(1, 1)), all_messages(old))
    for place in nondefault_server_factories(lab, lab.next_deployment, ROLES):
        for old, sender in product((1, 2, 3), ("S2", "S3", "S5")):
            check_stale(place(), nondefault_messages(old, sender) if old > 1 else all_messages(old, sender))


def check_stale(server: PlacedServer, messages: tuple[Message, ...]) -> None:
    """CheckFailure if `server` does not call each of `messages` stale."""
    for message in messages:
        if not server.call("rejectStale", message).result:
            raise CheckFailure(
                f"S1 was {server_text(server)}. rejectStale returned False for {message_text(message)} from "
                f"{message.sender}.",
                safety=broken_by_stale(message),
            )


def broken_by_stale(message: Message) -> str:
    """Return the safety property that a cluster breaks if it takes this message of an older term as a new one."""
    if isinstance(message, RequestVoteReply):
        return "ElectedByMajority" if message.voteGranted else ""
    return "LeaderCompleteness" if isinstance(message, AppendEntries | AppendEntriesReply) else ""


@check(points=3, paper="§5.1", ask="is the current term an older term?")
def test_current_message_is_not_stale(lab: Lab) -> None:
    """A message of the server's own term is not stale, and is not refused."""
    for role in ROLES:
        for term in (1, 3, 1003):
            for voted in ("S1", None):  # a follower with its own vote was a candidate in this term
                server = place_server(lab, role, term=term, voted_for=voted)
                for message in all_messages(term):
                    if may_arrive_in_its_term(server, message):
                        step = server.call("rejectStale", message)
                        if step.result or step.sent_messages:
                            raise CheckFailure(
                                f"S1 was {server_text(server)}. rejectStale rejected {message_text(message)}."
                            )


@check(
    points=3,
    depends_on=[test_older_message_is_stale],
    paper="§5.1 (“if a server receives a request with a stale term number, it rejects the request”)",
    ask="what can a message of an older term tell this server?",
)
def test_stale_changes_nothing(lab: Lab) -> None:
    """A message of an older term changes neither role nor term nor vote, however often the server has led."""
    for role, _ in product(ROLES, DEPLOYMENTS):
        for message in all_messages(2):
            check_nothing_changes(place_server(lab, role), message)
    for is_long in (True, False, False):
        check_former_leaderships(lab, is_long)


def check_nothing_changes(server: PlacedServer, message: Message) -> None:
    """CheckFailure if `message`, of an older term, changes role, term or vote of `server`."""
    was, before, observation = server_text(server), server_state(server), server.observation
    server.deliver(message)
    if server_state(server) != before:
        raise CheckFailure(
            f"S1 was {was}. It took {message_text(message)} from {message.sender}, and then was {server_text(server)}.",
            safety=property_broken_by_change(observation, server.observation),
        )


def check_former_leaderships(lab: Lab, is_long: bool) -> None:
    """CheckFailure if a message of a term in which S1 led, was a candidate or followed is not stale two terms later.

    is_long: nor ever after.
    """
    server = place_server(lab, "leader", term=4, log=(1, 1, 2, 4, 4))
    older_terms = [2, 4]
    for leadership in range(4):
        server.call("becomeFollower", None, server.currentTerm + 1)
        older_terms.append(server.currentTerm)
        if leadership == 2:
            server.restart()
        server.call("becomeCandidate")
        for term in older_terms if is_long else older_terms[-2:]:
            for message in nondefault_messages(term):
                check_stale(server, (message,))
                check_nothing_changes(server, message)
        older_terms.append(server.currentTerm)


@check(
    points=3,
    depends_on=[test_older_message_is_stale],
    paper="§5.1; Figure 2 (reply with currentTerm)",
    ask="which term does the sender need to learn?",
)
def test_refusal_tells_the_current_term(lab: Lab) -> None:
    """An answer to a stale request refuses it and carries the newer term."""
    for term, old in OLD_TERM_CASES:
        for message in requests(old):
            check_refusal(place_server(lab, "follower", term=term, voted_for="S3"), message)
    for place in nondefault_server_factories(lab, lab.next_deployment, ROLES):
        for sender in ("S2", "S3", "S4", "S5"):
            server = place()
            for message in nondefault_messages(3, sender):
                if message.refusal(4, "S1") is not None:
                    check_refusal(server, message)


def check_refusal(server: PlacedServer, message: Message) -> None:
    """CheckFailure if `server` answers a stale request with anything but a refusal of its own term to the sender."""
    for to, answer in server.deliver(message).sent_messages:
        refused = not getattr(answer, "voteGranted", getattr(answer, "success", False))
        is_address_right = (to, answer.sender) == (message.sender, "S1")
        if not refused or answer.term != server.currentTerm or not is_address_right or getattr(answer, "matchIndex", 0):
            raise CheckFailure(
                f"S1 was {server_text(server)}. It answered {message_text(message)} from {message.sender} with "
                f"{message_text(answer)} to {to}, in the name of {answer.sender}.",
                safety=broken_by_grant(answer),
            )


def broken_by_grant(answer: Message) -> str:
    """Return the safety property that a server breaks if it sends `answer` for a message of an older term."""
    if isinstance(answer, RequestVoteReply) and answer.voteGranted:
        return "OneVotePerTerm"
    return "AckIsDurable" if isinstance(answer, AppendEntriesReply) and answer.success else ""


@check(
    points=2, depends_on=[test_older_message_is_stale], paper="§5.1", ask="does anybody wait for a reply to a reply?"
)
def test_stale_reply_is_not_answered(lab: Lab) -> None:
    """A stale reply gets no answer."""
    for role, _ in product(ROLES, ALL_DEPLOYMENTS):
        server = place_server(lab, role)
        for message in replies(2):
            for to, answer in server.deliver(message).sent_messages:
                raise CheckFailure(
                    f"S1 was {server_text(server)}. It answered {message_text(message)} from S2 with "
                    f"{message_text(answer)} to {to}."
                )


@check(
    points=3,
    explained_by=["test_new_term_survives_a_restart", "test_own_vote_survives_a_restart", test_stale_changes_nothing],
    about=(),
    paper="§5.1; Figure 2 (Persistent state)",
    ask="a message can arrive after its receiver restarted: with which term is its term compared?",
)
def test_stale_after_a_restart(lab: Lab) -> None:
    """A server that has just restarted recognises an old message as stale."""
    lab.run_scenario("stale-after-a-restart.txt")
