"""What an event may change: everything else must be equal after the step."""

from collections.abc import Callable, Iterator

from raftlab.checks import check, entry
from raftlab.checks.frames import FrameCase, check_frames, rich_servers
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.server import AppendEntries, AppendEntriesReply, Message, Options

OLD_TERM_MESSAGES = (
    ("S3, leader of term 3, sends an entry for index 4", AppendEntries(3, "S3", 3, 2, (entry(3, 4),), 4)),
    ("S3, leader of term 3, sends an entry for index 3", AppendEntries(3, "S3", 2, 1, (entry(3, 3),), 3)),
    ("S3, leader of term 3, sends a heartbeat", AppendEntries(3, "S3", 2, 1, (), 2)),
)
OLD_TERM_REPLIES = tuple(
    (f"an answer to an append of its former term {term} arrives: S3 {verb} index {index}", reply)
    for term in (2, 3)
    for verb, index, reply in (
        ("acknowledged", 5, AppendEntriesReply(term, "S3", True, 4, 5)),
        ("refused prevLogIndex", 2, AppendEntriesReply(term, "S3", False, 2, 0, 0, 1)),
    )
)
"""Messages of a leader of an older term, and answers to S1's own former reigns."""
REPLIES_TO_A_LEADER = (
    ("S3 acknowledges index 5 to the leader of term 4", AppendEntriesReply(4, "S3", True, 4, 5)),
    ("S3 refuses prevLogIndex 3 of the leader of term 4", AppendEntriesReply(4, "S3", False, 3, 0, 1, 2)),
)
REFUSED_APPENDS = (
    ("S2 sends an append with prevLogIndex 7, which the log does not hold", AppendEntries(4, "S2", 7, 4, (), 2)),
    (
        "S2 sends an entry with prevLogIndex 6, which the log does not hold",
        AppendEntries(4, "S2", 6, 4, (entry(4, 7),), 2),
    ),
)
ANSWERED_APPENDS = (
    ("S2 sends an append with prevLogTerm 3 at index 5", AppendEntries(4, "S2", 5, 3, (), 2)),
    ("S2 sends a heartbeat with prevLogIndex 3", AppendEntries(4, "S2", 3, 2, (), 2)),
    ("S2 sends another entry for index 4", AppendEntries(4, "S2", 3, 2, (entry(4, 4),), 2)),
    ("S2 sends an append with prevLogIndex 7", AppendEntries(4, "S2", 7, 4, (), 2)),
)
REPLIES_OF_S3 = (
    ("S3, of which index 2 is known, acknowledges index 4", AppendEntriesReply(4, "S3", True, 3, 4)),
    ("S3, of which index 2 is known, refuses prevLogIndex 4", AppendEntriesReply(4, "S3", False, 4, 0, 2, 3)),
    ("a late acknowledgement of index 1 arrives from S3", AppendEntriesReply(4, "S3", True, 0, 1)),
    ("a late refusal of prevLogIndex 1 arrives from S3", AppendEntriesReply(4, "S3", False, 1)),
)


def deliver(message: Message) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers `message`."""
    return lambda server: server.deliver(message, now=1000)


def send_heartbeats(server: PlacedServer) -> ServerStep:
    """Fire the heartbeat timer."""
    return server.fire_timer("heartbeat", now=1000)


def following(place: Callable[[], PlacedServer]) -> Callable[[], PlacedServer]:
    """Return what places a server that then hears a heartbeat of S2, leader of term 4."""

    def place_follower() -> PlacedServer:
        server = place()
        server.deliver(AppendEntries(4, "S2", 2, 1, (), 2), now=900)
        return server

    return place_follower


def frame_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield the events of this scene, each for servers in every role that can meet it."""
    for place in rich_servers(lab, Options(), ("follower", "candidate", "leader")):
        for event, message in (*OLD_TERM_MESSAGES, *OLD_TERM_REPLIES):
            yield FrameCase(event, place, deliver(message))
    for place in rich_servers(lab, Options(), ("follower", "candidate")):
        for event, message in REPLIES_TO_A_LEADER:
            yield FrameCase(event, place, deliver(message))
        for event, message in ANSWERED_APPENDS:
            yield FrameCase(event, place, deliver(message), ("handleAppendEntries",))
    for place in rich_servers(lab, Options(), ("follower",)):
        for event, message in REFUSED_APPENDS:
            yield FrameCase(event, following(place), deliver(message))
    for place in rich_servers(lab, Options(), ("leader",)):
        yield FrameCase("its heartbeat timer fires", place, send_heartbeats, ("replicateTo",))
        for event, message in REPLIES_OF_S3:
            yield FrameCase(event, place, deliver(message), ("handleAppendEntriesReply", "replicateTo"))


@check(
    points=3,
    depends_on=["test_consistency_check"],
    paper="§5.1, §5.3; Figure 2; the sentence “May change” of each contract",
    ask="which sentence of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """An event changes no variable that its contract does not name, in any role."""
    check_frames(lab, frame_cases(lab))
