"""What an event may change: everything else is equal after it."""

from collections.abc import Callable

from raftlab.checks import check
from raftlab.checks.frames import FrameCase, check_frames, rich_servers
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import Argument, PlacedServer, ServerStep
from raftlab.labs.scene02.sample_messages import PAPER_OPTIONS, ROLES, all_messages, message_text
from raftlab.server import Message

Act = Callable[[PlacedServer], ServerStep]


@check(
    points=6,
    paper="§5.1; Figure 2 (State)",
    ask="which line of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """A newer term ends role and vote, an older one nothing; log, commitIndex and what is applied stay as they are."""
    for place in rich_servers(lab, PAPER_OPTIONS, ROLES):
        cases = [FrameCase(f"{message_text(each)} arrives", place, deliver_act(each)) for each in all_messages(3)]
        for term, holes in ((3, ()), (4, ()), (5, ("observeTerm",)), (1004, ("observeTerm",))):
            cases.append(FrameCase(f"observeTerm({term}) runs", place, call_act("observeTerm", term), holes))
        for term in (4, 5):
            act = call_act("becomeFollower", term)
            cases.append(FrameCase(f"becomeFollower({term}) runs", place, act, ("becomeFollower",)))
        check_frames(lab, cases)
    for place in rich_servers(lab, PAPER_OPTIONS, ("follower", "candidate")):
        case = FrameCase("becomeCandidate runs", place, call_act("becomeCandidate"), ("becomeCandidate",))
        check_frames(lab, [case])


def deliver_act(message: Message) -> Act:
    """Return what delivers `message` to a server."""
    return lambda server: server.deliver(message)


def call_act(method: str, *values: Argument) -> Act:
    """Return what calls `method` of a server."""
    return lambda server: server.call(method, None, *values)
