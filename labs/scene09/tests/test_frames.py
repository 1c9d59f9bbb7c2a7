"""What a read may change: everything else must be equal after the step."""

from collections.abc import Callable, Iterator

from raftlab.checks import check
from raftlab.checks.frame_conditions import FrameCase, check_frames, rich_servers
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene09.messages import ConfirmLeadership, ConfirmLeadershipReply
from raftlab.labs.scene09.read_steps import get
from raftlab.server import Options

OPTIONS = Options(reads="index")
NOT_LEADING = ("follower", "pre-candidate", "candidate")
EVENT_TIME_MS = 1000.0


def deliver(message: ConfirmLeadership | ConfirmLeadershipReply) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers `message`."""
    return lambda server: server.deliver(message, now=EVENT_TIME_MS)


def ask(key: str) -> Callable[[PlacedServer], ServerStep]:
    """Return the act of a client that reads a key."""
    return lambda server: server.propose(get(key=key), now=EVENT_TIME_MS)


def after_read(place: Callable[[], PlacedServer]) -> Callable[[], PlacedServer]:
    """Return what places a leader to which a read has come."""

    def place_asked() -> PlacedServer:
        server = place()
        server.propose(get(), now=EVENT_TIME_MS - 10)
        return server

    return place_asked


def cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield reads and answers at servers in every role, and old questions."""
    for place in rich_servers(lab, OPTIONS, (*NOT_LEADING, "leader")):
        for key in ("x", "y"):
            yield FrameCase(f"a client reads {key}", place, ask(key), is_call=True)
        for term in (3, 4):
            event = f"S3 confirms round 1 in term {term}"
            yield FrameCase(event, place, deliver(ConfirmLeadershipReply(term, "S3", 1)))
        yield FrameCase("S3, leader of term 3, asks in round 7", place, deliver(ConfirmLeadership(3, "S3", 7)))
    for place in rich_servers(lab, OPTIONS, ("leader",)):
        for number in (1, 2, 9):
            message = ConfirmLeadershipReply(4, "S3", number)
            yield FrameCase(f"S3 confirms round {number}", after_read(place), deliver(message))


@check(
    points=1,
    depends_on=["test_read_waits_for_confirmation"],
    paper="the sentence “May change” of each contract",
    ask="which sentence of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """A read, and an answer to its round, change no variable that their contracts do not name."""
    check_frames(lab, cases(lab))
