"""What an event may change: everything else is equal after it."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import Any

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS
from raftlab.checks.frame_conditions import RICH_LOG, FrameCase, check_frames, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene02.sample_messages import may_arrive_in_its_term
from raftlab.labs.scene03.election_fixtures import (
    LONG_AFTER_MS,
    granted_vote,
    heartbeat,
    refused_vote,
    time_out,
    vote_request,
)
from raftlab.server import UNKNOWN, AppendEntries, AppendEntriesReply, Entry, Message

Place = Callable[[], PlacedServer]

LOG_END = (len(RICH_LOG), RICH_LOG[-1].term)
SHORTER_LOG = RICH_LOG[:3]
"""What every server may hold in term 4 before its leader sends anything: 1 1 2."""
SHORTER_END = (3, 2)
NEWER_TERM = "becomeFollower"


@check(
    points=5,
    judged_by={
        "votesGranted": ["test_each_voter_counts_once", "test_late_vote_changes_nothing"],
        "role": ["test_late_vote_changes_nothing", "test_each_voter_counts_once", "test_majority_elects"],
        "votedFor": [
            "test_second_candidate_is_refused",
            "test_log_that_is_behind_is_refused",
            "test_candidate_concedes",
        ],
        "leaderId": ["test_late_vote_changes_nothing", "test_each_voter_counts_once", "test_follower_knows_its_leader"],
        "nextIndex": [
            "test_late_vote_changes_nothing",
            "test_each_voter_counts_once",
            "test_leader_resets_next_and_match_index",
        ],
        "matchIndex": [
            "test_late_vote_changes_nothing",
            "test_each_voter_counts_once",
            "test_leader_resets_next_and_match_index",
        ],
    },
    paper="§5.2; Figure 2 (State; Rules for Servers)",
    ask="which line of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """A refused or late message changes nothing in any role; every other event changes only what its contract names."""
    for role in ("follower", "candidate", "leader"):
        places = (*nondefault_server_factories(lab, lab.next_deployment, (role,)), *others_of_role(lab, role))
        for place, turn in product(places, range(1 if role == "follower" else 3)):
            late = late_message_cases(place) if turn == 0 else ()
            check_frames(lab, [*late, *own_term_cases(role, place)], is_strict=True)
            idle = leader_without_clients(lab) if role == "leader" else place
            check_frames(lab, [*newer_term_cases(idle), own_term_step_down(idle)], is_strict=True)
    check_frames(lab, cases_of_other_names(lab), is_strict=True)
    check_waiting_clients(lab)
    check_old_entries(lab)


def cases_of_other_names(lab: Lab) -> Iterator[FrameCase]:
    """Yield what means nothing to a server, whatever its name and the sender's: each rival asks, and refuses."""
    servers = [f"S{number}" for number in range(1, 6)]
    for name, role in product(servers, ("candidate", "leader")):
        place = partial(place_rich_server, lab, name, role=role, log=SHORTER_LOG)
        for rival in (other for other in servers if other != name):
            yield message_case(f"{rival} asks for its vote in term 4", place, vote_request(rival, 4, SHORTER_END))
            yield message_case(f"{rival} refuses its vote in term 4", place, refused_vote(rival, 4))


def others_of_role(lab: Lab, role: str) -> Iterator[Place]:
    """Yield what places followers that rich_servers lacks.

    One knows its leader and did not vote for it, one restarted, two have a free vote and no entry of term 4
    (one has heard S2), one lost its election to S2, and one led term 4 and stepped down.
    """
    if role == "follower":
        place = partial(place_rich_server, lab, "S1")
        yield partial(place, leader="S2")
        yield lambda: restarted(place(leader="S2", voted_for="S4"))
        yield partial(place, log=SHORTER_LOG)
        yield partial(place, log=SHORTER_LOG, leader="S2")
        yield partial(place, leader="S2", voted_for="S1")
        yield partial(place, voted_for="S1")


def place_rich_server(lab: Lab, name: str, log: Sequence[Entry] = RICH_LOG, **setting: Any) -> PlacedServer:
    """Place a server of five in term 4 that has applied two entries, in the next deployment in turn."""
    settings = {"commit_index": 2, "machine": {"x": "1.2"}, "options": lab.next_deployment(), **setting}
    return lab.place(name, cluster=5, term=4, log=log, **settings)


def restarted(server: PlacedServer) -> PlacedServer:
    """Return `server` after a crash and a restart."""
    server.restart()
    return server


def leader_without_clients(lab: Lab) -> Place:
    """Return what places a leader with no waiting clients: a later scene answers them when it steps down."""
    return partial(place_rich_server, lab, "S1", role="leader", match_index={"S2": 4, "S3": 2, "S5": 3})


def late_message_cases(place: Place) -> Iterator[FrameCase]:
    """Yield the messages of a term that this server, whatever its role, has left behind: some hold entries."""
    for term in (2, 3):
        for message, text in (
            (vote_request("S3", term, (3, term - 1)), "S3 asks for its vote"),
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
    for message, text in appends(5, "S3"):
        yield message_case(f"{text} of S3 arrives in term 5", place, message, NEWER_TERM, "handleAppendEntries")
    yield message_case("S3 refuses its vote in term 5", place, refused_vote("S3", 5), NEWER_TERM)
    yield message_case("S3 grants its vote in term 5", place, granted_vote("S3", 5), NEWER_TERM)
    reply = AppendEntriesReply(7, "S3", success=False, prevLogIndex=4)
    yield message_case("S3 refuses an append and is in term 7", place, reply, NEWER_TERM)


def own_term_step_down(place: Place) -> FrameCase:
    """Return the case of a later scene, in which a leader that hears no majority follows in its own term."""
    text = "becomeFollower(4) is called, in term 4"
    return FrameCase(text, place, lambda server: server.call("becomeFollower", None, 4), ("handleAppendEntries",))


def appends(term: int, leader: str) -> Iterator[tuple[AppendEntries, str]]:
    """Yield appends that change no log: heartbeats, entries behind a gap or a conflict, and a far leaderCommit."""
    yield heartbeat(leader, term), "a heartbeat"
    yield AppendEntries(term, leader, 0, 0, (), 9), "a heartbeat with leaderCommit 9"
    yield AppendEntries(term, leader, 2, 1, (), 0), "a heartbeat that follows entry 2"
    yield AppendEntries(term, leader, 9, 4, (Entry(4),), 9), "an append that follows an entry 9, with leaderCommit 9,"
    yield AppendEntries(term, leader, 3, 3, (Entry(4),), 4), "an append that follows an entry 3 of term 3"


def own_term_cases(role: str, place: Place) -> Iterator[FrameCase]:
    """Yield the events of the server's own term, 4, that it can meet."""
    server = place()
    is_free = role == "follower" and server.votedFor is None
    holes = ("handleRequestVote",) if is_free and server.log_terms[-1] < 4 else ()
    yield message_case("S3 asks for its vote in term 4", place, vote_request("S3", 4, SHORTER_END), *holes)
    yield message_case("S3, whose log is empty, asks for its vote in term 4", place, vote_request("S3", 4))
    if role == "follower":
        text = "S2 asks for its vote in term 4 again"
        yield message_case(text, place, vote_request("S2", 4, SHORTER_END), "handleRequestVote")
    if role == "leader":
        yield FrameCase("its heartbeat timer fires", place, lambda server: server.fire_timer("heartbeat"))
        yield message_case("S4 grants its vote in term 4", place, granted_vote("S4", 4), "handleRequestVoteReply")
    else:
        for message, text in appends(4, "S2"):
            if may_arrive_in_its_term(server, message):
                text = f"{text} of S2, the leader of term 4, arrives"
                yield message_case(text, place, message, "handleAppendEntries")
        text = "its election timer fires"
        yield FrameCase(text, place, lambda server: time_out(server, now=LONG_AFTER_MS), ("startElection",))
        for success in (True, False):
            reply = AppendEntriesReply(4, "S3", success, prevLogIndex=4, matchIndex=5 if success else 0)
            if may_arrive_in_its_term(server, reply):
                yield message_case(f"S3 {'acknowledges' if success else 'refuses'} an append in term 4", place, reply)
    yield message_case("S5 refuses its vote in term 4", place, refused_vote("S5", 4))
    if role == "candidate":
        yield message_case("S3 grants its vote in term 4 a second time", place, granted_vote("S3", 4))
        holes = ("handleRequestVoteReply", "becomeLeader")
        yield message_case("S4 grants its vote in term 4, the third", place, granted_vote("S4", 4), *holes)
    if role == "follower" and may_arrive_in_its_term(server, granted_vote("S4", 4)):
        yield message_case("S4 grants its vote in term 4", place, granted_vote("S4", 4), "handleRequestVoteReply")


def message_case(text: str, place: Place, message: Message, *holes: str) -> FrameCase:
    """Return the case in which `message` arrives."""
    return FrameCase(text, place, lambda server: server.deliver(message), holes)


def check_waiting_clients(lab: Lab) -> None:
    """CheckFailure if a leader that steps down drops a client, or promises it anything: its entry may be committed."""
    newer = (
        (refused_vote("S3", 5), "S3 refuses its vote in term 5"),
        (vote_request("S3", 5, LOG_END), "S3 asks for its vote in term 5"),
        (heartbeat("S3", 5), "a heartbeat of S3 arrives in term 5"),
    )
    for (message, text), _ in product(newer, ALL_DEPLOYMENTS):
        leader = next(nondefault_server_factories(lab, lab.next_deployment, ("leader",)))()
        told, before = repr(leader), leader.observation.waiting
        step: ServerStep = leader.deliver(message)
        if any(reply.outcome != UNKNOWN for reply in step.replies):
            raise CheckFailure(f"{told}: {text}. It then told a client: {step.replies[0].outcome}.")
        if leader.observation.waiting + len(step.replies) != before:
            raise CheckFailure(
                f"{told}: {text}. {before} clients had waited; then {leader.observation.waiting} waited, and "
                f"{len(step.replies)} had been answered."
            )


def check_old_entries(lab: Lab) -> None:
    """CheckFailure if a new leader changes entries of its log, or adds some of another term than its own."""
    for _ in ALL_DEPLOYMENTS:
        candidate = next(nondefault_server_factories(lab, lab.next_deployment, ("candidate",)))()
        told, before = repr(candidate), candidate.log
        candidate.deliver(granted_vote("S4", 4))
        log = candidate.log
        if log[: len(before)] != before or any(each.term != 4 for each in log[len(before) :]):
            raise CheckFailure(
                f"{told}: S4 granted its vote, the third of five. S1 won, and the terms of its log then were "
                f"{' '.join(str(each.term) for each in log) or 'none'}"
                f"{', with other commands' if log[: len(before)] != before else ''}."
            )
