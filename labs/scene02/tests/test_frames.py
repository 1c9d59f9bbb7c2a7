"""What an event may change: everything else is equal after it."""

from collections.abc import Callable, Iterator
from itertools import cycle, product

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS, DEPLOYMENTS
from raftlab.checks.frame_conditions import RICH_LOG, FrameCase, check_frames, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import Argument, PlacedServer, ServerStep
from raftlab.labs.scene02.sample_messages import (
    ROLES,
    may_arrive_in_its_term,
    message_text,
    nondefault_messages,
)
from raftlab.server import CancelTimer, Command, Entry, Message, RequestVote, SetTimer, Waiting

Act = Callable[[PlacedServer], ServerStep]
Place = Callable[[], PlacedServer]


@check(
    points=5,
    judged_by={
        "votedFor": [
            "test_vote_is_kept_within_its_term",
            "test_new_term_brings_a_new_vote",
            "test_candidate_has_its_own_vote_only",
            "test_stale_changes_nothing",
            "test_own_term_changes_nothing",
        ],
        "currentTerm": ["test_term_never_falls", "test_own_term_changes_nothing"],
        "role": ["test_own_term_changes_nothing", "test_stale_changes_nothing"],
        "leaderId": ["test_own_term_changes_nothing", "test_old_leader_is_forgotten"],
        "votesGranted": ["test_own_term_changes_nothing", "test_candidate_has_its_own_vote_only"],
        "nextIndex": ["test_own_term_changes_nothing"],
        "matchIndex": ["test_own_term_changes_nothing"],
    },
    paper="§5.1; Figure 2 (State)",
    ask="which line of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """A newer term changes role and vote, an older term nothing; log, commitIndex and lastApplied stay the same."""
    for place in nondefault_server_factories(lab, lab.next_deployment, (*ROLES, "pre-candidate")):
        check_frames(lab, unchanging_cases(place_by_turns(place)))
        check_frames(lab, follower_cases(place_with_result(place)))
    places = nondefault_server_factories(lab, lab.next_deployment, ("follower", "candidate"))
    for place, _ in product((*places, place_deposed(lab)), DEPLOYMENTS):
        act = keeping_results(call_act("becomeCandidate"))
        check_frames(lab, [FrameCase("becomeCandidate runs", place_with_result(place), act, ("becomeCandidate",))])


def place_deposed(lab: Lab) -> Place:
    """Return what places a follower that led, and for which clients still wait."""
    waiting = {4: Waiting(4, "c", 1), 5: Waiting(4, "d", 2)}
    return lambda: lab.place(
        "S1", cluster=5, term=6, log=RICH_LOG, commit_index=2, waiting=waiting, options=lab.next_deployment()
    )


def unchanging_cases(place: Place) -> Iterator[FrameCase]:
    """Yield events that change nothing: messages of older terms, and what is no newer term."""
    for term, sender in ((3, "S2"), (3, "S3"), (2, "S2"), (2, "S5")):
        for each in nondefault_messages(term, sender):
            yield FrameCase(f"{message_text(each)} arrives from {sender}", place, keeping_timers(deliver_act(each)))
    for each in own_term_messages(place()):
        act = keeping_timers(reject_act(each))
        yield FrameCase(f"rejectStale is asked about {message_text(each)} from {each.sender}", place, act)
    for term in (3, 4):
        yield FrameCase(f"observeTerm({term}) runs", place, keeping_timers(call_act("observeTerm", term)))


def own_term_messages(server: PlacedServer) -> Iterator[Message]:
    """Yield what may arrive in the server's own term, 4: the handlers of later scenes look at it, and nobody before."""
    yield from (each for each in nondefault_messages(4, "S2") if may_arrive_in_its_term(server, each))
    yield RequestVote(4, "S3", 9, 3)


def follower_cases(place: Place) -> Iterator[FrameCase]:
    """Yield the ways to become a follower, of a newer term and of its own."""
    for term in (5, 1004, 6, 7):
        act = keeping_results(keeping_election_timer(call_act("observeTerm", term)))
        yield FrameCase(f"observeTerm({term}) runs", place, act, ("observeTerm",))
    for term in (4, 5, 4, 8):
        act = keeping_results(keeping_election_timer(call_act("becomeFollower", term)))
        yield FrameCase(f"becomeFollower({term}) runs", place, act, ("becomeFollower",))


def place_by_turns(place: Place) -> Place:
    """Return what gives the same servers again and again, one of each deployment: nothing may change them."""
    servers = cycle([place() for _ in ALL_DEPLOYMENTS])
    return lambda: next(servers)


def place_with_result(place: Place) -> Place:
    """Return what places a server that has applied one entry more, a client's: it keeps the result and the session."""
    call = Entry(2, Command("put", "x", "2.3", client="e", sequence=1))

    def place_applied() -> PlacedServer:
        server = place()
        server.learn((*server.log[:2], call, *server.log[3:]), 3)
        return server

    return place_applied


def deliver_act(message: Message) -> Act:
    """Return what delivers `message` to a server."""
    return lambda server: server.deliver(message)


def reject_act(message: Message) -> Act:
    """Return what asks a server whether `message` is stale."""
    return lambda server: server.call("rejectStale", message)


def call_act(method: str, *values: Argument) -> Act:
    """Return what calls `method` of a server."""
    return lambda server: server.call(method, None, *values)


def keeping_timers(act: Act) -> Act:
    """Return `act`, which fails if it starts or stops a timer."""

    def checked(server: PlacedServer) -> ServerStep:
        step = act(server)
        for effect in step.effects:
            if isinstance(effect, SetTimer | CancelTimer):
                raise CheckFailure(f"{server!r} took a message that is not of a newer term. It did this: {effect}.")
        return step

    return checked


def keeping_election_timer(act: Act) -> Act:
    """Return `act`, which fails if it sends a message, or leaves the election timer stopped."""

    def checked(server: PlacedServer) -> ServerStep:
        before = repr(server)
        step = act(server)
        timers = [each for each in step.effects if isinstance(each, SetTimer | CancelTimer) and each.name == "election"]
        if timers and isinstance(timers[-1], CancelTimer):
            raise CheckFailure(f"{before} became a follower, and its election timer was stopped.")
        for to, message in step.sent_messages:
            raise CheckFailure(f"{before} became a follower. It sent {message_text(message)} to {to}.")
        return step

    return checked


def keeping_results(act: Act) -> Act:
    """Return `act`, which fails if another entry has a result, or another client waits."""

    def checked(server: PlacedServer) -> ServerStep:
        before = repr(server)
        kept = {name: server.read_dict(name) for name in ("results", "waiting")}
        step = act(server)
        for name, value in kept.items():
            if server.read_dict(name) != value:
                raise CheckFailure(f"{before}: its term or role changed, and {name} changed with it.")
        return step

    return checked
