"""What an event may change: everything else is equal after it."""

from collections.abc import Callable, Iterator

from raftlab.checks import check
from raftlab.checks.frames import RICH_LOG, FrameCase, check_frames, rich_servers
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene03.election_messages import (
    LONG_AFTER_MS,
    PAPER_OPTIONS,
    granted_vote,
    heartbeat,
    refused_vote,
    vote_request,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Message

Place = Callable[[], PlacedServer]

LOG_END = (len(RICH_LOG), RICH_LOG[-1].term)
NEWER_TERM = "becomeFollower"


@check(
    points=5,
    paper="§5.2; Figure 2 (State; Rules for Servers)",
    ask="which line of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """A refused or late message changes nothing in any role; every other event changes only what its contract names."""
    for role in ("follower", "candidate", "leader"):
        for place in rich_servers(lab, PAPER_OPTIONS, (role,)):
            check_frames(lab, [*late_message_cases(place), *role_cases(role, place)])
            check_frames(lab, newer_term_cases(place if role != "leader" else idle_leader(lab)))


def idle_leader(lab: Lab) -> Place:
    """Return what places a leader with no waiting clients: a later scene answers them when it steps down."""
    matches, machine = {"S2": 4, "S3": 2, "S5": 3}, {"x": "1.2"}
    setting = {"role": "leader", "term": 4, "log": RICH_LOG, "commit_index": 2, "match_index": matches}
    return lambda: lab.place("S1", cluster=5, machine=machine, options=PAPER_OPTIONS, **setting)


def late_message_cases(place: Place) -> Iterator[FrameCase]:
    """Yield the messages of a term that this server, whatever its role, has left behind: some hold entries."""
    for term in (2, 3):
        for message, text in (
            (vote_request("S3", term, LOG_END), "S3 asks for its vote"),
            (granted_vote("S3", term), "S3 grants its vote"),
            (refused_vote("S3", term), "S3 refuses its vote"),
            (heartbeat("S3", term), "a heartbeat of S3 arrives"),
            (AppendEntries(term, "S3", 1, 1, RICH_LOG[:1] * 2, 3), "an append of S3 with two entries arrives"),
            (AppendEntriesReply(term, "S3", success=True, matchIndex=5), "S3 acknowledges index 5"),
            (AppendEntriesReply(term, "S3", success=False, prevLogIndex=4), "S3 refuses an append"),
        ):
            yield message_case(f"{text} in term {term}", place, message)


def newer_term_cases(place: Place) -> Iterator[FrameCase]:
    """Yield messages of a newer term: each makes a follower of any role."""
    yield message_case(
        "S3, whose log is as long, asks for its vote in term 5",
        place,
        vote_request("S3", 5, LOG_END),
        NEWER_TERM,
        "handleRequestVote",
    )
    yield message_case("S3, whose log is empty, asks for its vote in term 5", place, vote_request("S3", 5), NEWER_TERM)
    yield message_case(
        "a heartbeat of S3 arrives in term 5", place, heartbeat("S3", 5), NEWER_TERM, "handleAppendEntries"
    )
    yield message_case("S3 refuses its vote in term 5", place, refused_vote("S3", 5), NEWER_TERM)
    yield message_case("S3 grants its vote in term 5", place, granted_vote("S3", 5), NEWER_TERM)


def role_cases(role: str, place: Place) -> Iterator[FrameCase]:
    """Yield the events of the server's own term, 4."""
    if role == "follower" and place().votedFor is None:
        yield message_case("S3 asks for its vote in term 4", place, vote_request("S3", 4, LOG_END), "handleRequestVote")
    else:
        yield message_case("S3 asks for its vote in term 4", place, vote_request("S3", 4, LOG_END))
    yield message_case("S3, whose log is empty, asks for its vote in term 4", place, vote_request("S3", 4))
    if role == "leader":
        yield FrameCase("its heartbeat timer fires", place, lambda server: server.fire_timer("heartbeat"))
    else:
        text, message = "a heartbeat of S2, the leader of term 4, arrives", heartbeat("S2", 4)
        yield message_case(text, place, message, "handleAppendEntries")
        text = "its election timer fires"
        yield FrameCase(
            text, place, lambda server: server.fire_timer("election", now=LONG_AFTER_MS), ("startElection",)
        )
        for success in (True, False):
            reply = AppendEntriesReply(4, "S3", success, prevLogIndex=4, matchIndex=5 if success else 0)
            yield message_case(f"S3 {'acknowledges' if success else 'refuses'} an append in term 4", place, reply)
    yield message_case("S5 refuses its vote in term 4", place, refused_vote("S5", 4))
    if role == "candidate":
        yield message_case("S3 grants its vote in term 4 a second time", place, granted_vote("S3", 4))
        holes = ("handleRequestVoteReply", "becomeLeader")
        yield message_case("S4 grants its vote in term 4, the third", place, granted_vote("S4", 4), *holes)
    else:
        yield message_case("S4 grants its vote in term 4", place, granted_vote("S4", 4))


def message_case(text: str, place: Place, message: Message, *holes: str) -> FrameCase:
    """Return the case in which `message` arrives."""
    return FrameCase(text, place, lambda server: server.deliver(message), holes)
