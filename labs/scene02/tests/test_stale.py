"""Messages of an older term, of every kind."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene02.sample_messages import (
    OLD_TERM_CASES,
    ROLES,
    all_messages,
    message_text,
    place_server,
    replies,
    requests,
    server_state,
    server_text,
)


@check(points=5, paper="§5.1; Figure 2 (reply false if term < currentTerm)", ask="which kinds of message can be late?")
def test_older_message_is_stale(lab: Lab) -> None:
    """A message of an older term is stale, whatever its kind."""
    for role in ROLES:
        for term, old in OLD_TERM_CASES:
            for message in all_messages(old):
                server = place_server(lab, role, term=term, log=(1, 1))
                if not server.call("rejectStale", message).result:
                    raise CheckFailure(
                        f"S1 was {server_text(server)}. rejectStale returned False for {message_text(message)}."
                    )


@check(points=3, paper="§5.1", ask="is the current term an older term?")
def test_current_message_is_not_stale(lab: Lab) -> None:
    """A message of the server's own term is not stale, and is not refused."""
    for term in (1, 3, 1003):
        for message in all_messages(term):
            server = place_server(lab, "follower", term=term)
            step = server.call("rejectStale", message)
            if step.result or step.sent_messages:
                raise CheckFailure(f"S1 was {server_text(server)}. rejectStale rejected {message_text(message)}.")


@check(
    points=3,
    depends_on=[test_older_message_is_stale],
    paper="§5.1 (“if a server receives a request with a stale term number, it rejects the request”)",
    ask="what can a message of an older term tell this server?",
)
def test_stale_changes_nothing(lab: Lab) -> None:
    """A message of an older term changes neither role nor term nor vote."""
    for role in ROLES:
        for message in all_messages(2):
            server = place_server(lab, role)
            was, before = server_text(server), server_state(server)
            server.deliver(message)
            if server_state(server) != before:
                raise CheckFailure(
                    f"S1 was {was}. It took {message_text(message)} from S2, and then was {server_text(server)}."
                )


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
            server = place_server(lab, "follower", term=term, voted_for="S3")
            for to, answer in server.deliver(message).sent_messages:
                refused = not getattr(answer, "voteGranted", getattr(answer, "success", False))
                if not refused or answer.term != term or to != "S2" or answer.sender != "S1":
                    raise CheckFailure(
                        f"S1 was {server_text(server)}. It answered {message_text(message)} from S2 with "
                        f"{message_text(answer)} to {to}, in the name of {answer.sender}."
                    )


@check(
    points=2, depends_on=[test_older_message_is_stale], paper="§5.1", ask="does anybody wait for a reply to a reply?"
)
def test_stale_reply_is_not_answered(lab: Lab) -> None:
    """A stale reply gets no answer."""
    for message in replies(2):
        server = place_server(lab, "leader")
        for to, answer in server.deliver(message).sent_messages:
            raise CheckFailure(
                f"S1 was {server_text(server)}. It answered {message_text(message)} from S2 with "
                f"{message_text(answer)} to {to}."
            )


@check(
    points=3,
    depends_on=["test_new_term_survives_a_restart", "test_own_vote_survives_a_restart", test_stale_changes_nothing],
    paper="§5.1; Figure 2 (Persistent state)",
    ask="a message can arrive after its receiver restarted: with which term is its term compared?",
)
def test_stale_after_a_restart(lab: Lab) -> None:
    """A server that has just restarted recognises an old message as stale."""
    lab.run_scenario("stale-after-a-restart.txt")
