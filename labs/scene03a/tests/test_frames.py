"""What an event may change: everything else must be equal after the step."""

from collections.abc import Callable, Iterator

from raftlab.checks import check
from raftlab.checks.frame_conditions import FrameCase, check_frames, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.server import AppendEntries, AppendEntriesReply, Message, Options, RequestVote, RequestVoteReply

QUORUM_INTERVAL_MS = Options().electionTimeout[0]
LOG_ENDS = {"a better log": (6, 4), "an empty log": (0, 0)}
"""lastLogIndex and lastLogTerm of a log that S1 would vote for, and of one that it would not."""
OLD_MESSAGES = (
    ("S3 asks for a pre-vote in the old term 3", PreVote(3, "S3", 4, 6, 3)),
    ("a pre-vote of the old term 3 arrives from S3", PreVoteReply(3, "S3", 4, True)),
    ("a pre-vote of term 2 arrives from S3", PreVoteReply(2, "S3", 3, True)),
    ("a vote of the old term 3 arrives from S3", RequestVoteReply(3, "S3", True)),
    ("S3 asks for a vote in the old term 3", RequestVote(3, "S3", 6, 2)),
    ("S3, leader of the old term 3, sends a heartbeat", AppendEntries(3, "S3", 0, 0, (), 1)),
    ("an acknowledgement of the old term 3 arrives from S3", AppendEntriesReply(3, "S3", True, 4, 5)),
)
NEWER_MESSAGES = (
    ("S3, in term 6, asks for a pre-vote for term 7", PreVote(6, "S3", 7, 6, 4)),
    ("S3, in term 6, refuses a pre-vote for term 5", PreVoteReply(6, "S3", 5, False)),
)
UNCOUNTED_REPLIES = (
    ("S3 refuses a pre-vote for term 5", PreVoteReply(4, "S3", 5, False)),
    ("S3 grants a pre-vote for term 4, which has begun", PreVoteReply(4, "S3", 4, True)),
)


def deliver(message: Message) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers `message`."""
    return lambda server: server.deliver(message, now=1000)


def time_out(server: PlacedServer) -> ServerStep:
    """Fire the election timer."""
    return server.fire_timer("election", now=1000)


def win_pre_votes(server: PlacedServer) -> ServerStep:
    """Fire the election timer, then deliver the pre-votes of S2 and S3, with which a majority of five has granted."""
    time_out(server)
    for voter in ("S2", "S3"):
        step = server.deliver(PreVoteReply(4, voter, 5, True), now=1010)
    return step


def run_windows(server: PlacedServer, heard: tuple[str, ...]) -> ServerStep:
    """Fire the quorum timer twice; the followers `heard` answer before each."""
    for number in (1, 2):
        for follower in heard:
            server.deliver(AppendEntriesReply(4, follower, True), now=number * QUORUM_INTERVAL_MS - 20.0)
        step = server.fire_timer("quorum", now=number * QUORUM_INTERVAL_MS)
    return step


def servers(lab: Lab, *roles: str) -> Iterator[Callable[[], PlacedServer]]:
    """Yield what places a rich server of each role; a pre-candidate is a follower whose election timer has fired."""
    for role in roles:
        if role == "pre-candidate":
            yield from (
                lambda place=place: start_pre_vote(place())
                for place in nondefault_server_factories(lab, Options(), ("follower",))
            )
        else:
            yield from nondefault_server_factories(lab, Options(), (role,))


def start_pre_vote(server: PlacedServer) -> PlacedServer:
    """Return `server` after it has timed out and asked for pre-votes."""
    server.fire_timer("election", now=900)
    return server


def frame_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield the events of this scene, each for servers in every role that can meet it."""
    for place in servers(lab, "follower", "pre-candidate", "candidate", "leader"):
        for event, message in (*OLD_MESSAGES, *UNCOUNTED_REPLIES):
            yield FrameCase(event, place, deliver(message))
        for log_text, log_end in LOG_ENDS.items():
            ask = PreVote(4, "S3", 5, *log_end)
            event = f"S3, with {log_text}, asks for a pre-vote"
            yield FrameCase(event, place, deliver(ask), ("handlePreVote",), keeps_timers=True)
        yield FrameCase("a first pre-vote for term 5 arrives from S3", place, deliver(PreVoteReply(4, "S3", 5, True)))
        for event, message in NEWER_MESSAGES:
            if place().observation.waiting == 0:  # a later scene answers the clients of a leader that steps down
                yield FrameCase(event, place, deliver(message), ("becomeFollower",))
    for place in servers(lab, "follower", "pre-candidate", "candidate"):
        yield FrameCase("its election timer fires", place, time_out, ("startPreVote",))
        holes = ("startPreVote", "handlePreVoteReply")
        yield FrameCase("its election timer fires; S2 and S3 grant a pre-vote", place, win_pre_votes, holes)
    for place in servers(lab, "leader"):
        yield FrameCase(
            "its quorum timer fires twice; S2 and S3 were heard",
            place,
            lambda server: run_windows(server, ("S2", "S3")),
        )
        yield FrameCase(
            "its quorum timer fires twice; it heard nobody",
            place,
            lambda server: run_windows(server, ()),
            ("checkQuorum",),
        )


@check(
    points=5,
    judged_by={
        "currentTerm": [
            "test_asking_raises_no_term",
            "test_lost_majority_steps_down",
            "test_pre_vote_changes_nothing",
            "test_late_pre_votes_do_not_count",
        ],
        "role": ["test_heard_majority_leads_on", "test_late_pre_votes_do_not_count"],
        "votedFor": ["test_pre_vote_changes_nothing", "test_late_pre_votes_do_not_count"],
        "leaderId": ["test_heard_majority_leads_on", "test_late_pre_votes_do_not_count"],
        "votesGranted": ["test_late_pre_votes_do_not_count"],
        "nextIndex": ["test_heard_majority_leads_on"],
        "matchIndex": ["test_heard_majority_leads_on"],
        "waiting": ["test_heard_majority_leads_on"],
    },
    paper="dissertation §6.2, §9.6; the sentence “May change” of each contract",
    ask="which sentence of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """An event changes no variable that its contract does not name, in any role."""
    check_frames(lab, frame_cases(lab), is_strict=True)
