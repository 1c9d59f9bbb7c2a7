"""Events of every type for a server in every role, and the contracts that say what each may change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from raftlab.checks import entry
from raftlab.checks.frame_conditions import CLIENT_ENTRIES, RICH_LOG, FrameCase, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene02.sample_messages import may_arrive_in_its_term
from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.server import AppendEntries, AppendEntriesReply, Message, Options, RequestVote, RequestVoteReply

EVENT_TIME_MS = 1000.0
NOT_LEADING = ("follower", "pre-candidate", "candidate")
ROLES = (*NOT_LEADING, "leader")
OTHER_ENTRY = entry(4, 4)
"""An entry of term 4 that differs from entry 4 of a rich log."""
OPTIONS = Options()
WITHOUT_PREVOTE = Options(preVote=False)
FOLLOWING = ("handleAppendEntries",)
FOLLOWS_S2 = {"role": "follower", "currentTerm": 4, "leaderId": "S2"}
FOLLOWS_S3 = {"role": "follower", "currentTerm": 5, "leaderId": "S3"}
LEARNING = ("handleAppendEntriesReply", "replicateTo")
STEPPING_DOWN = ("observeTerm", "becomeFollower")
NamedMessage = tuple[str, Message]
Place = Callable[[], PlacedServer]

OLD_MESSAGES: tuple[NamedMessage, ...] = (
    ("S3, leader of term 3, sends an entry for index 4", AppendEntries(3, "S3", 3, 2, (entry(3, 4),), 4)),
    ("S3, leader of term 3, sends an entry for index 3", AppendEntries(3, "S3", 2, 1, (entry(3, 3),), 3)),
    ("S3, leader of term 3, sends a heartbeat with leaderCommit 3", AppendEntries(3, "S3", 3, 2, (), 3)),
    ("S3 asks for its vote in term 3", RequestVote(3, "S3", 9, 2)),
    ("a vote for term 3 arrives from S4", RequestVoteReply(3, "S4", True)),
    ("S3 asks in term 3 whether it would vote for it in term 4", PreVote(3, "S3", 4, 9, 3)),
    ("S4 would vote for it, says an answer of term 3", PreVoteReply(3, "S4", 4, True)),
    ("an acknowledgement of index 3, of its former term 2, arrives from S4", AppendEntriesReply(2, "S4", True, 2, 3)),
    ("an acknowledgement of index 3, of its former term 3, arrives from S4", AppendEntriesReply(3, "S4", True, 0, 3)),
    ("an acknowledgement of index 5, of its former term 2, arrives from S3", AppendEntriesReply(2, "S3", True, 4, 5)),
    ("an acknowledgement of index 5, of its former term 3, arrives from S3", AppendEntriesReply(3, "S3", True, 4, 5)),
    ("a refusal of prevLogIndex 2, of its former term 2, arrives from S3", AppendEntriesReply(2, "S3", False, 2)),
    (
        "a refusal of prevLogIndex 2, of its former term 3, arrives from S3",
        AppendEntriesReply(3, "S3", False, 2, 0, 0, 1),
    ),
)
"""Messages of older terms, with content."""

FRUITLESS_MESSAGES: tuple[tuple[tuple[str, ...], str, Message], ...] = (
    (ROLES, "S3, whose log is empty, asks for its vote in term 4", RequestVote(4, "S3", 0, 0)),
    (ROLES, "S3, whose log has nine entries, asks for its vote in term 4", RequestVote(4, "S3", 9, 3)),
    (("follower", "pre-candidate", "leader"), "a vote of S4 for term 4 arrives", RequestVoteReply(4, "S4", True)),
    (ROLES, "S4 refuses its vote for term 4", RequestVoteReply(4, "S4", False)),
    (ROLES, "S3 asks whether it would vote for it in term 5", PreVote(4, "S3", 5, 9, 4)),
    (("follower", "candidate", "leader"), "S4 would vote for it in term 5", PreVoteReply(4, "S4", 5, True)),
    (ROLES, "S4 would not vote for it in term 5", PreVoteReply(4, "S4", 5, False)),
    (NOT_LEADING, "S3 acknowledges index 5 to the leader of term 4", AppendEntriesReply(4, "S3", True, 4, 5)),
    (NOT_LEADING, "S3 refuses prevLogIndex 3 in term 4", AppendEntriesReply(4, "S3", False, 3, 0, 1, 2)),
)
"""Messages of the same term that change nothing in these roles: refused, or not for this role.

Of them a server meets those that a run can bring to it."""

REFUSED_APPENDS: tuple[NamedMessage, ...] = (
    ("S2 sends an append with prevLogIndex 7, which the log does not hold", AppendEntries(4, "S2", 7, 4, (), 5)),
    (
        "S2 sends an entry with prevLogIndex 6, which the log does not hold",
        AppendEntries(4, "S2", 6, 4, (entry(4, 7),), 5),
    ),
)
ACCEPTED_APPENDS: tuple[NamedMessage, ...] = (
    ("S2 sends a heartbeat with prevLogIndex 3 and leaderCommit 2", AppendEntries(4, "S2", 3, 2, (), 2)),
    ("S2 sends a heartbeat with prevLogIndex 1 and leaderCommit 0", AppendEntries(4, "S2", 1, 1, (), 0)),
    ("S2 sends a heartbeat with prevLogIndex 0 and leaderCommit 0", AppendEntries(4, "S2", 0, 0, (), 0)),
    ("S2 repeats entries 4 and 5, with leaderCommit 0", AppendEntries(4, "S2", 3, 2, CLIENT_ENTRIES, 0)),
    (
        "S2 sends entries 1 to 4 with leaderCommit 1",
        AppendEntries(4, "S2", 0, 0, (entry(1, 1), entry(1, 2), entry(2, 3), CLIENT_ENTRIES[0]), 1),
    ),
)
"""Appends that a server accepts and that commit nothing new."""
NEWER_MESSAGES: tuple[NamedMessage, ...] = (
    ("S3, whose log is longer, asks for its vote in term 5", RequestVote(5, "S3", 9, 4)),
    ("S3, whose log is empty, asks for its vote in term 5", RequestVote(5, "S3", 0, 0)),
    ("S3, in term 5, refuses its vote", RequestVoteReply(5, "S3", False)),
    ("S3, in term 5, refuses an append", AppendEntriesReply(5, "S3", False, 2)),
    ("S3, in term 5, asks whether it would vote for it in term 6", PreVote(5, "S3", 6, 9, 4)),
    ("S3, leader of term 5, sends a heartbeat with prevLogIndex 3", AppendEntries(5, "S3", 3, 2, (), 2)),
    (
        "S3, leader of term 5, replaces entry 3",
        AppendEntries(5, "S3", 1, 1, (entry(1, 2), entry(3, 3), entry(5, 4)), 1),
    ),
    ("S3, leader of term 5, sends an append with prevLogIndex 9", AppendEntries(5, "S3", 9, 5, (), 5)),
)
"""Messages of a newer term: the server learns the term, and keeps what is committed."""
ANSWERS: tuple[NamedMessage, ...] = (
    ("S3, of which index 2 is known, acknowledges index 3", AppendEntriesReply(4, "S3", True, 2, 3)),
    ("S3, of which index 2 is known, refuses prevLogIndex 4", AppendEntriesReply(4, "S3", False, 4, 0, 2, 3)),
    ("a late acknowledgement of index 1 arrives from S3", AppendEntriesReply(4, "S3", True, 0, 1)),
    ("a late refusal of prevLogIndex 1 arrives from S3", AppendEntriesReply(4, "S3", False, 1)),
    ("S5, of which index 3 is known, refuses prevLogIndex 5", AppendEntriesReply(4, "S5", False, 5, 3, 4)),
    ("S4, of which nothing is known, refuses prevLogIndex 1", AppendEntriesReply(4, "S4", False, 1, 0, 0, 1)),
    ("S4, of which nothing is known, acknowledges index 1", AppendEntriesReply(4, "S4", True, 1, 1)),
    ("a copy of an acknowledgement of index 4 arrives from S2", AppendEntriesReply(4, "S2", True, 3, 4)),
)


def delivery_act(message: Message) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers `message`."""
    return lambda server: server.deliver(message, now=EVENT_TIME_MS)


def timeout_act(timer: str) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that fires a timer."""
    return lambda server: server.fire_timer(timer, now=EVENT_TIME_MS)


def follower_after_heartbeat(place: Place) -> Place:
    """Return what places a server that then hears a heartbeat of S2, leader of term 4."""

    def place_follower() -> PlacedServer:
        server = place()
        server.deliver(AppendEntries(4, "S2", 2, 1, (), 2), now=EVENT_TIME_MS - 100)
        return server

    return place_follower


def no_effect_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield events that change nothing: old, refused, or not for a server in this role."""
    for role in ROLES:
        for place in (*nondefault_server_factories(lab, OPTIONS, (role,)), *former_leaders(lab, role)):
            server = place()
            for event, message in OLD_MESSAGES:
                yield FrameCase(event, place, delivery_act(message))
            for roles, event, message in FRUITLESS_MESSAGES:
                if role in roles and may_arrive_in_its_term(server, message):
                    yield FrameCase(event, place, delivery_act(message))
            if role != "leader":
                call = FrameCase("a client's call arrives", place, lambda server: server.propose("z=1"), is_call=True)
                yield call
    for place in nondefault_server_factories(lab, OPTIONS, ("follower",)):
        for event, message in REFUSED_APPENDS:
            yield FrameCase(event, follower_after_heartbeat(place), delivery_act(message))
    for place in uncommitted_followers(lab, ("S2", "S4")):
        event, message = "S3, whose log is longer, asks for its vote in term 4", RequestVote(4, "S3", 9, 3)
        yield FrameCase(event, place, delivery_act(message))


def former_leaders(lab: Lab, role: str) -> Iterator[Place]:
    """Yield what places S1 after it led term 4, lost its majority and stepped down in it: a follower, later more."""
    if role in ("follower", "pre-candidate"):
        yield lambda: lab.place(
            "S1",
            cluster=5,
            role=role,
            term=4,
            log=RICH_LOG,
            commit_index=2,
            machine={"x": "1.2"},
            voted_for="S1",
            options=OPTIONS,
        )


def append_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield appends of the leader S2 that commit nothing new, at a server in every role that can meet it."""
    for place in nondefault_server_factories(lab, OPTIONS, NOT_LEADING):
        for event, message in (*REFUSED_APPENDS, *ACCEPTED_APPENDS):
            yield FrameCase(event, place, delivery_act(message), FOLLOWING, becomes=FOLLOWS_S2)
    longer = (
        (
            "S2 repeats entries 4 and 5 and brings entry 6",
            AppendEntries(4, "S2", 3, 2, (*CLIENT_ENTRIES, entry(4, 6)), 2),
        ),
        ("S2 repeats entry 5 and brings entry 6", AppendEntries(4, "S2", 4, 4, (CLIENT_ENTRIES[1], entry(4, 6)), 0)),
    )
    conflicting = (
        ("S2 sends an append with prevLogTerm 3 at index 5", AppendEntries(4, "S2", 5, 3, (), 5)),
        ("S2 replaces entry 4", AppendEntries(4, "S2", 1, 1, (entry(1, 2), entry(2, 3), OTHER_ENTRY), 2)),
    )
    for place in nondefault_server_factories(lab, OPTIONS, ("follower", "pre-candidate")):
        for event, message in (*longer, conflicting[0]):
            yield FrameCase(event, place, delivery_act(message), FOLLOWING, becomes=FOLLOWS_S2)
    for place in uncommitted_followers(lab, ("S2", "S4", None)):
        event, message = conflicting[1]
        yield FrameCase(event, place, delivery_act(message), FOLLOWING, becomes=FOLLOWS_S2)


def uncommitted_followers(lab: Lab, votes: tuple[str | None, ...]) -> Iterator[Place]:
    """Yield what places a follower with log 1 1 2 3 3 that S2, leader of term 4, has not reached yet, by its vote."""
    for voted in votes:
        yield lambda voted=voted: lab.place(  # type: ignore[misc]
            "S1", cluster=5, term=4, log=[1, 1, 2, 3, 3], commit_index=2, machine={"x": "1.2"}, voted_for=voted
        )


def stepping_down_cases(lab: Lab, leader_loses: tuple[str, ...] = ()) -> Iterator[FrameCase]:
    """Yield messages of a newer term, at a server in every role; a leader that steps down loses `leader_loses`."""
    for role in ROLES:
        for place in nondefault_server_factories(lab, OPTIONS, (role,)):
            for event, message in NEWER_MESSAGES:
                holes = (*STEPPING_DOWN, *HANDLER_HOLES.get(type(message), ()))
                became = FOLLOWS_S3 if isinstance(message, AppendEntries) else {}
                freed = leader_loses if role == "leader" else ()
                yield FrameCase(event, place, delivery_act(message), holes, freed, becomes=became)


HANDLER_HOLES: dict[type[Message], tuple[str, ...]] = {AppendEntries: FOLLOWING, RequestVote: ("handleRequestVote",)}


def timer_cases(lab: Lab, leader_loses: tuple[str, ...] = ()) -> Iterator[FrameCase]:
    """Yield a timer that fires; `leader_loses` changes with a leader that loses its majority."""
    for place in nondefault_server_factories(lab, OPTIONS, NOT_LEADING):
        yield FrameCase("its election timer fires", place, timeout_act("election"), ("startPreVote",))
    for place in nondefault_server_factories(lab, WITHOUT_PREVOTE, NOT_LEADING):
        yield FrameCase("its election timer fires", place, timeout_act("election"), ("startElection",))
    for place in nondefault_server_factories(lab, OPTIONS, ("leader",)):
        yield FrameCase("its heartbeat timer fires", place, timeout_act("heartbeat"), ("replicateTo",))
        yield FrameCase("its quorum timer fires", place, timeout_act("quorum"), ("checkQuorum",), leader_loses)


def leader_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield a client's call and answers of followers at a leader, of which none commits anything."""
    for place in nondefault_server_factories(lab, OPTIONS, ("leader",)):
        call = FrameCase("a client's call arrives", place, lambda server: server.propose("z=1"), ("replicateTo",))
        yield replace(call, given=("log", "waiting", "matchIndex"), follower="S1")
        for event, message in ANSWERS:
            learning = FrameCase(event, place, delivery_act(message), LEARNING, follower=message.sender)
            yield replace(learning, keeps_timers=True)
            yield FrameCase(QUORUM_TEXT.format(event=event), heard_by_majority(place, message), timeout_act("quorum"))


QUORUM_TEXT = "it heard two followers of four: one acknowledged index 1, and {event}; then its quorum timer fires"


def heard_by_majority(place: Place, message: Message) -> Place:
    """Return what places a leader of five that has heard two followers since its last check."""

    def place_leader() -> PlacedServer:
        server = place()
        other = "S3" if message.sender == "S4" else "S4"
        server.deliver(AppendEntriesReply(4, other, True, 0, 1), now=EVENT_TIME_MS)
        server.deliver(message, now=EVENT_TIME_MS)
        return server

    return place_leader


def all_frame_cases(lab: Lab, leader_loses: tuple[str, ...] = ()) -> Iterable[FrameCase]:
    """Yield all of them; `leader_loses` are the variables that change with a leader that steps down."""
    yield from no_effect_cases(lab)
    yield from append_cases(lab)
    yield from stepping_down_cases(lab, leader_loses)
    yield from timer_cases(lab, leader_loses)
    yield from leader_cases(lab)
