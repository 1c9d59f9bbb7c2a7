"""What an event may change: everything else must be equal after the step."""

from collections.abc import Callable, Iterator

from raftlab.checks import check, entry
from raftlab.checks.frames import CLIENT_ENTRIES, FrameCase, check_frames, rich_servers
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.server import AppendEntries, AppendEntriesReply, Message, Options

OLD_TERM_MESSAGES = (
    ("S3, leader of term 3, sends an entry for index 4", AppendEntries(3, "S3", 3, 2, (entry(3, 4),), 4)),
    ("S3, leader of term 3, sends a heartbeat with leaderCommit 3", AppendEntries(3, "S3", 3, 2, (), 3)),
    ("an acknowledgement of its former term 2 arrives from S3", AppendEntriesReply(2, "S3", True, 4, 5)),
    ("an acknowledgement of the older term 3 arrives from S3", AppendEntriesReply(3, "S3", True, 4, 5)),
)
UNCOMMITTED_APPENDS = (
    ("S2 sends a heartbeat with prevLogIndex 5 and leaderCommit 2", AppendEntries(4, "S2", 5, 4, (), 2)),
    ("a late heartbeat of S2 arrives, with prevLogIndex 3 and leaderCommit 1", AppendEntries(4, "S2", 3, 2, (), 1)),
    ("S2 sends prevLogIndex 7, which the log does not hold, and leaderCommit 5", AppendEntries(4, "S2", 7, 4, (), 5)),
    ("S2 repeats entries 4 and 5, with leaderCommit 0", AppendEntries(4, "S2", 3, 2, CLIENT_ENTRIES, 0)),
)
COMMITTED_APPENDS = (
    ("S2 sends a heartbeat with prevLogIndex 5 and leaderCommit 4", AppendEntries(4, "S2", 5, 4, (), 4)),
    ("S2 sends entry 6 and leaderCommit 5", AppendEntries(4, "S2", 5, 4, (entry(4, 6),), 5)),
)


def deliver(message: Message) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers `message`."""
    return lambda server: server.deliver(message, now=1000)


def lose_majority(server: PlacedServer) -> ServerStep:
    """Fire the quorum timer of a leader that has heard nobody."""
    return server.fire_timer("quorum", now=1000)


def follower_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield appends of the leader S2 to a follower."""
    for place in rich_servers(lab, Options(), ("follower",)):
        for event, message in UNCOMMITTED_APPENDS:
            yield FrameCase(event, place, deliver(message), ("handleAppendEntries",))
        for event, message in COMMITTED_APPENDS:
            yield FrameCase(event, place, deliver(message), ("handleAppendEntries", "advanceFollowerCommit"))


def leader_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield acknowledgements to a leader of term 4 with matchIndex 4, 2, 0 and 3, and the loss of its majority."""
    learns = ("handleAppendEntriesReply", "replicateTo")
    for place in rich_servers(lab, Options(), ("leader",)):
        old = AppendEntriesReply(4, "S3", True, 2, 3)
        yield FrameCase("S3 acknowledges index 3, of term 2, the third copy of five", place, deliver(old), learns)
        own = AppendEntriesReply(4, "S3", True, 3, 4)
        commits = (*learns, "tryAdvanceCommit")
        yield FrameCase("S3 acknowledges index 4, the third copy of five", place, deliver(own), commits)
        yield FrameCase(
            "its heartbeat timer fires",
            place,
            lambda server: server.fire_timer("heartbeat", now=1000),
            ("replicateTo",),
        )
        yield FrameCase("it has lost its majority", place, lose_majority, ("checkQuorum", "answerClients"))


def frame_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield the events of this scene, each for servers in every role that can meet it."""
    for place in rich_servers(lab, Options(), ("follower", "candidate", "leader")):
        for event, message in OLD_TERM_MESSAGES:
            yield FrameCase(event, place, deliver(message))
    yield from follower_cases(lab)
    yield from leader_cases(lab)


@check(
    points=3,
    depends_on=["test_minority_waits", "test_follower_commits_what_it_holds", "test_ok_waits_for_commit"],
    paper="§5.1, §5.4.2; Figure 2; the sentence “May change” of each contract",
    ask="which sentence of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """An event changes no variable that its contract does not name, in any role."""
    check_frames(lab, frame_cases(lab))
