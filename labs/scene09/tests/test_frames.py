"""What the events of this scene may change: everything else must be equal after the step."""

from collections.abc import Callable, Iterator

from raftlab.checks import check
from raftlab.checks.frame_conditions import FrameCase, check_frames, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene09.messages import (
    NO_ROUND,
    ConfirmLeadership,
    ConfirmLeadershipReply,
    ReadIndex,
    ReadIndexReply,
)
from raftlab.labs.scene09.read_fixtures import (
    INDEX_READS,
    LEASE_READS,
    PROMISE_MS,
    READ,
    TERM,
    answers_of,
    answers_text,
    confirm_leadership,
    leader_after_commit,
    make_get_command,
)
from raftlab.server import OK, UNKNOWN, CancelTimer, Command, Message, Options, SetTimer

EVENT_TIME_MS = 1000.0
NOT_LEADING = ("follower", "pre-candidate", "candidate")
READS = ("handleRead", "confirmLeadership")


def deliver(message: Message) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers `message`."""
    return lambda server: server.deliver(message, now=EVENT_TIME_MS)


def fruitless_cases(lab: Lab, options: Options) -> Iterator[FrameCase]:
    """Yield messages that are late, or for a server in another role: nothing changes."""
    for place in nondefault_server_factories(lab, options, ("leader",)):  # it has asked no round of its term yet
        refusal = ConfirmLeadershipReply(4, "S3", NO_ROUND)
        yield FrameCase("S3 refuses, in term 4, an old question", place, deliver(refusal))
    for roles, term in ((NOT_LEADING, 4), ((*NOT_LEADING, "leader"), 3)):
        answer, index = ConfirmLeadershipReply(term, "S3", 7), ReadIndexReply(term, "S2", "r1", READ, 5)
        for place in nondefault_server_factories(lab, options, roles):
            yield FrameCase(f"S3 answers, in term {term}, round 7 of a leader", place, deliver(answer))
            yield FrameCase(f"S2 gives, in term {term}, index 5 for a read of r1", place, deliver(index))
            asked = ReadIndex(term, "S3", "r1", READ)
            yield FrameCase(f"S3 asks, in term {term}, for an index", place, deliver(asked))
    for place in nondefault_server_factories(lab, options, (*NOT_LEADING, "leader")):
        yield FrameCase("S3, which leads term 3, asks in round 7", place, deliver(ConfirmLeadership(3, "S3", 7)))


def read_cases(lab: Lab, options: Options) -> Iterator[FrameCase]:
    """Yield reads that arrive, wait, and are confirmed."""

    def ask(server: PlacedServer) -> ServerStep:
        return server.propose(make_get_command(), now=EVENT_TIME_MS)

    def beat(server: PlacedServer) -> ServerStep:
        return server.fire_timer("heartbeat", now=EVENT_TIME_MS)

    for place in nondefault_server_factories(lab, options, (*NOT_LEADING, "leader")):
        yield FrameCase("a client reads x", place, ask, READS, is_call=True)
    for place in nondefault_server_factories(lab, options, ("leader",)):
        for number in (1, 2):
            after = leader_with_read(place, number)
            answer = ConfirmLeadershipReply(4, "S3", 1)
            yield FrameCase("S3 answers round 1", after, deliver(answer), READS, is_call=True)
        asked = ReadIndex(4, "S3", "r1", READ)
        yield FrameCase("S3 asks, in term 4, for an index", place, deliver(asked), ("handleReadIndex",))
        yield FrameCase("its heartbeat timer fires", place, beat, ("replicateTo", *READS))


def leader_with_read(place: Callable[[], PlacedServer], answered: int) -> Callable[[], PlacedServer]:
    """Return what places a leader at which a read waits; a follower or none has answered its round."""

    def with_read() -> PlacedServer:
        server = place()
        server.propose(make_get_command(), now=EVENT_TIME_MS - 10)
        if answered > 1:
            server.deliver(ConfirmLeadershipReply(4, "S2", 1), now=EVENT_TIME_MS - 5)
        return server

    return with_read


def lease_method_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield questions about the lease, and its end: only a leader hands over."""
    for method, roles in (("leaseIsValid", (*NOT_LEADING, "leader")), ("giveUpLease", ("leader",))):
        for place in nondefault_server_factories(lab, LEASE_READS, roles):
            yield FrameCase(f"{method} runs", place, lambda s, m=method: s.call(m, now=EVENT_TIME_MS), (method,))


def check_timers(lab: Lab) -> None:
    """AssertionError if a read restarts a timer that tells how long a server has heard nobody."""
    for place in nondefault_server_factories(lab, LEASE_READS, (*NOT_LEADING, "leader")):
        server = place()
        text, timer = repr(server), "quorum" if server.role == "leader" else "election"
        step = server.propose(make_get_command(), now=EVENT_TIME_MS)
        touched = [each for each in step.effects if isinstance(each, SetTimer | CancelTimer) and each.name == timer]
        assert not touched, (
            f"{text}: a client read x. It then {'restarted' if isinstance(touched[-1], SetTimer) else 'stopped'} its "
            f"{timer} timer. What does a read tell about the other servers?"
        )


def check_quorum_timer(lab: Lab) -> None:
    """AssertionError if a read or a round changes whom a leader has heard, or a step-down frees its vote."""
    server = leader_after_commit(lab, options=LEASE_READS)
    server.propose(make_get_command(), now=2)
    server.fire_timer("quorum", now=PROMISE_MS)
    assert server.role == "leader", (
        "S1 leads and has heard S2; a client read, and the quorum timer fired: S1 stepped down. What does a read take "
        "away from what S1 has heard?"
    )
    steps = [
        server.propose(make_get_command("r2"), now=PROMISE_MS + 5),
        server.propose(Command("put", "x", "9", client="w1", sequence=1), now=PROMISE_MS + 6),
        server.fire_timer("heartbeat", now=PROMISE_MS + 50),
        server.fire_timer("quorum", now=2 * PROMISE_MS),
    ]
    story = "S1 led term 2; a client read, another wrote, nobody answered, and the quorum timer fired"
    assert server.role == "follower", f"{story}: S1 still leads. Whom has it heard?"
    heard = [reply.outcome for reply in answers_of(steps, "w1")]
    assert heard == [UNKNOWN], f"{story}: the client of the write heard {answers_text(steps, 'w1')}"
    assert [reply.outcome == OK for reply in answers_of(steps, "r2")] == [False], (
        f"{story}: the client of the read heard {answers_text(steps, 'r2')}"
    )
    assert (server.currentTerm, server.votedFor) == (TERM, "S1"), (
        f"{story}. S1 had voted for itself in term 2: currentTerm then was {server.currentTerm}, and votedFor "
        f"{server.votedFor}."
    )


def check_heard_followers(lab: Lab, options: Options) -> None:
    """AssertionError if a leader of five forgets, with a round or a read, whom it has heard."""
    server = leader_after_commit(lab, 5, options)
    server.fire_timer("quorum", now=PROMISE_MS)
    read = server.propose(make_get_command(), now=PROMISE_MS + 1)
    confirm_leadership(server, read, 5, now=PROMISE_MS + 2)
    server.propose(make_get_command("r2"), now=PROMISE_MS + 3)
    server.fire_timer("quorum", now=2 * PROMISE_MS)
    assert server.role == "leader", (
        f"S1 leads five servers, with reads {options.reads}; two followers confirmed a read, another read came, and "
        "the quorum timer fired: S1 stepped down. Whom has it heard?"
    )


@check(
    points=2,
    explained_by=["test_every_read_ends", "test_read_waits_for_confirmation"],
    paper="the sentence “May change” of each contract",
    ask="which sentence of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """A read changes no variable of Figure 2, and a late message changes nothing."""
    for options in (INDEX_READS, LEASE_READS):
        check_frames(lab, fruitless_cases(lab, options))
        check_frames(lab, read_cases(lab, options))
    check_frames(lab, lease_method_cases(lab))
    check_timers(lab)
    check_quorum_timer(lab)
    for options in (Options(reads="index"), LEASE_READS):
        check_heard_followers(lab, options)
