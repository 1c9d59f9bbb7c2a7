"""What the events of this scene may change: everything else must be equal after the step."""

from collections.abc import Callable, Iterator

from raftlab.checks import check
from raftlab.checks.frame_conditions import FrameCase, check_frames, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply, ReadIndex, ReadIndexReply
from raftlab.labs.scene09.read_fixtures import INDEX_READS, LEASE_READS, READ, make_get_command
from raftlab.server import Message, Options

EVENT_TIME_MS = 1000.0
NOT_LEADING = ("follower", "pre-candidate", "candidate")
READS = ("handleRead", "confirmLeadership")


def deliver(message: Message) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers `message`."""
    return lambda server: server.deliver(message, now=EVENT_TIME_MS)


def fruitless_cases(lab: Lab, options: Options) -> Iterator[FrameCase]:
    """Yield messages that are late, or for a server in another role: nothing changes."""
    for place in nondefault_server_factories(lab, options, (*NOT_LEADING, "leader")):
        for term in (3, 4):
            answer = ConfirmLeadershipReply(term, "S3", 7)
            yield FrameCase(f"S3 answers, in term {term}, round 7 of a leader", place, deliver(answer))
            index = ReadIndexReply(term, "S2", "r1", READ, 5)
            yield FrameCase(f"S2 gives, in term {term}, index 5 for a read of r1", place, deliver(index))
        yield FrameCase("S3, which leads term 3, asks in round 7", place, deliver(ConfirmLeadership(3, "S3", 7)))
        yield FrameCase("S3 asks, in term 3, for an index", place, deliver(ReadIndex(3, "S3", "r1", READ)))
    for place in nondefault_server_factories(lab, options, NOT_LEADING):
        yield FrameCase("S3 asks, in term 4, for an index", place, deliver(ReadIndex(4, "S3", "r1", READ)))


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
