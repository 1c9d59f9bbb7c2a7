"""What the methods of this scene may change: everything else must be equal after the step."""

from collections.abc import Callable, Iterator

from raftlab.checks import check
from raftlab.checks.frame_conditions import FrameCase, check_frames, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene04.frame_events import delivery_act, follower_after_heartbeat
from raftlab.labs.scene06.up_to_date_checks import LogEnd, transfer_vote
from raftlab.server import Options, RequestVote


def deliver_transfer(term: int, end: LogEnd) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers a TransferVote of S3."""
    return lambda server: server.deliver(transfer_vote(term, end), now=1000)


def ask(end: LogEnd) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that asks isUpToDate."""
    return lambda server: server.call("isUpToDate", None, *end)


def cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield questions and requests to servers in every role."""
    for place in nondefault_server_factories(lab, Options(), ("follower", "candidate", "leader")):
        for end in ((9, 1), (1, 9), (3, 3)):
            yield FrameCase(f"isUpToDate{end} is asked", place, ask(end), ("isUpToDate",))
        yield FrameCase("S3 asks in term 2 with the transfer flag", place, deliver_transfer(2, (99, 1)))
        event = "S3, whose log ends at index 1 in term 1, asks in term 4 with the transfer flag"
        yield FrameCase(event, place, deliver_transfer(4, (1, 1)), keeps_timers=True)
    yield from heard_leader_cases(lab)


def heard_leader_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield the vote request of a server that hears no leader, at a follower that hears one and refused a transfer."""
    for place in nondefault_server_factories(lab, Options(), ("follower",)):

        def place_follower(place: Callable[[], PlacedServer] = place) -> PlacedServer:
            server = follower_after_heartbeat(place)()
            server.deliver(transfer_vote(4, (1, 1)), now=1000)
            return server

        event = "it refused S3, which asked with the transfer flag; then S4 asks for its vote in term 5 without it"
        yield FrameCase(event, place_follower, delivery_act(RequestVote(5, "S4", 9, 4)))


@check(
    points=1,
    explained_by=["test_transfer_needs_the_log", "test_transfer_gets_no_second_vote"],
    paper="§5.4.1; the contracts of the methods",
    ask="which variable may this event change, by the contract?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """A question changes nothing, and a refused request changes nothing."""
    check_frames(lab, cases(lab))
