"""What the methods of this scene may change: everything else must be equal after the step."""

from collections.abc import Callable, Iterator

from raftlab.checks import check
from raftlab.checks.frame_conditions import (
    CLIENT_ENTRIES,
    RICH_LOG,
    FrameCase,
    check_frames,
    nondefault_server_factories,
)
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene04.frame_events import delivery_act, timeout_act
from raftlab.labs.scene07.members import ADAPTER, parse_change_request, parse_configuration
from raftlab.server import AppendEntries, AppendEntriesReply, Configuration, Entry, Options, RequestVote, Waiting

OPTIONS = Options()
NOT_LEADING = ("follower", "pre-candidate", "candidate")
REQUESTS = (("remove S3", False), ("learner S6", False), ("voter S2", False), ("remove S4 learner S6", True))
REFUSED = (("voter S6 remove S3", False), ("remove S1 remove S2", False), ("remove S9 voter S6 voter S7", False))
"""Requests that change more than one voter without a joint configuration."""
MEMBERS = "S1 S2 S3 S4 S5"


def rich_leader(lab: Lab, configuration: str = "", *, is_committed: bool = False) -> Callable[[], PlacedServer]:
    """Return what places a leader of term 4 for which one client waits; its log may end with a configuration.

    Entry 4, of its own term, is committed; is_committed: so is the configuration, which is entry 6.
    """
    last = (Entry(4, None, parse_configuration(configuration)),) if configuration else ()
    known = dict.fromkeys(("S2", "S3", "S4"), 6) if is_committed else {"S2": 4, "S3": 5, "S4": 4}
    state = {"log": (*RICH_LOG, *last), "commit_index": 6 if is_committed else 4, "match_index": known | {"S5": 0}}
    machine = {"x": "1.2", "y": "4.5" if is_committed else "4.4"}
    waiting = {} if is_committed else {5: Waiting(4, "d", 2)}
    return lambda: lab.place(
        "S1",
        cluster=5,
        role="leader",
        term=4,
        machine=machine,
        waiting=waiting,
        options=OPTIONS,
        front_layer=ADAPTER,
        **state,
    )


def removed_server(lab: Lab, role: str) -> Callable[[], PlacedServer]:
    """Return what places a server of that role in term 5 that has no vote in a committed configuration."""
    log = (*RICH_LOG, Entry(4, None, parse_configuration("S2 S3 S4 S5")))
    state = {"log": log, "commit_index": 6, "machine": {"x": "1.2", "y": "4.5"}, "options": OPTIONS}
    leader = {"leader": "S2", "voted_for": "S2"} if role == "follower" else {}
    return lambda: lab.place("S1", cluster=5, role=role, term=5, **state, **leader)


def reconfigure(changes: str, joint: bool) -> Callable[[PlacedServer], ServerStep]:
    """Return the act of an operator who asks for changes."""
    return lambda server: server.reconfigure(parse_change_request(changes, joint=joint))


def call_method(method: str, *arguments: object) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that calls a method."""
    return lambda server: server.call(method, None, *arguments)


def refused_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield requests that change nothing: to servers that do not lead, and too many at once."""
    for changes, joint in (*REQUESTS, *REFUSED):
        for place in nondefault_server_factories(lab, OPTIONS, NOT_LEADING):
            yield FrameCase(f"an operator asks it for: {changes}", place, reconfigure(changes, joint))
    for changes, joint in REFUSED:
        yield FrameCase(f"an operator asks it for: {changes}", rich_leader(lab), reconfigure(changes, joint))
    for role in NOT_LEADING:
        yield FrameCase("retire() is called", removed_server(lab, role), call_method("retire"))


def question_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield questions: nothing changes."""
    for place in (rich_leader(lab), rich_leader(lab, f"{MEMBERS} | S1 S2 + S6")):
        for servers in ("S1 S2", "S1 S2 S3 S6"):
            yield FrameCase(f"quorum({servers}) is asked", place, call_method("quorum", servers), ("quorum",))
        for changes, joint in (*REQUESTS, *REFUSED):
            event = f"next_configuration({changes}) is asked"
            yield FrameCase(
                event, place, call_method("next_configuration", changes, int(joint)), ("next_configuration",)
            )


def change_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield changes that a leader accepts, and the ends of a joint configuration and of its own leadership."""
    for changes, joint in REQUESTS:
        event = f"an operator asks it for: {changes}"
        yield FrameCase(event, rich_leader(lab), reconfigure(changes, joint), ("proposeConfiguration",))
        heard = f"it heard S2, S4 and S5, an operator asked it for: {changes}; then its quorum timer fires"
        yield FrameCase(heard, changed_leader(lab, changes, joint), timeout_act("quorum"))
    joint = rich_leader(lab, f"{MEMBERS} | S1 S2 S3 + S6", is_committed=True)
    yield FrameCase("leaveJoint() is called", joint, call_method("leaveJoint"), ("leaveJoint",))
    left = "S2 and S3 acknowledged its joint configuration, which it then left; then its quorum timer fires"
    yield FrameCase(left, leader_after_joint(lab), timeout_act("quorum"))
    for configuration, is_committed in ((MEMBERS, True), ("S2 S3 S4 S5", False), (f"{MEMBERS} | S2 S3", True)):
        place = rich_leader(lab, configuration, is_committed=is_committed)
        yield FrameCase("retire() is called", place, call_method("retire"))
    removed = rich_leader(lab, "S2 S3 S4 S5", is_committed=True)
    yield FrameCase("retire() is called", removed, call_method("retire"), ("retire",))


def changed_leader(lab: Lab, changes: str, joint: bool) -> Callable[[], PlacedServer]:
    """Return what places a leader that has heard three followers of four and then changed the configuration."""
    place = rich_leader(lab)

    def place_leader() -> PlacedServer:
        leader = place()
        for follower in ("S2", "S4", "S5"):
            leader.deliver(AppendEntriesReply(4, follower, True, 0, 1))
        leader.reconfigure(parse_change_request(changes, joint=joint))
        return leader

    return place_leader


def leader_after_joint(lab: Lab) -> Callable[[], PlacedServer]:
    """Return what places a leader whose joint configuration S2 and S3 have just acknowledged; S1 S2 S3 stay."""
    place = rich_leader(lab, f"{MEMBERS} | S1 S2 S3 + S6")

    def place_leader() -> PlacedServer:
        leader = place()
        for follower in ("S2", "S3"):
            leader.deliver(AppendEntriesReply(4, follower, True, 5, 6))
        return leader

    return place_leader


def following_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield appends of the leader S2 that bring a configuration, and one that brings nothing."""
    becomes = {"role": "follower", "currentTerm": 4, "leaderId": "S2", "commitIndex": 2}
    holes = ("handleAppendEntries", "adoptConfiguration")
    for place in nondefault_server_factories(lab, OPTIONS, NOT_LEADING):
        for configuration in ("S1 S2 S3 S4", "S2 S3 S4 S5", "S1 S3 S4 S5", f"{MEMBERS} | S1 S2 S3 + S6"):
            entries = (*CLIENT_ENTRIES, Entry(4, None, parse_configuration(configuration)))
            message = AppendEntries(4, "S2", 3, 2, entries, 2)
            known: dict[str, Configuration] = {"configuration": parse_configuration(configuration)}
            event = f"S2 sends entries 4 to 6, the last one the configuration {configuration}"
            yield FrameCase(event, place, deliver(message), holes, becomes=becomes | known)
            asks = f"{event}; then S3, whose log is longer, asks for its vote in term 5"
            yield FrameCase(asks, after_append(place, message), delivery_act(RequestVote(5, "S3", 9, 4)))
        heartbeat = AppendEntries(4, "S2", 3, 2, (), 2)
        yield FrameCase("S2 sends a heartbeat", place, deliver(heartbeat), ("handleAppendEntries",), becomes=becomes)


def after_append(place: Callable[[], PlacedServer], message: AppendEntries) -> Callable[[], PlacedServer]:
    """Return what places a server that then takes an append."""

    def place_follower() -> PlacedServer:
        server = place()
        deliver(message)(server)
        return server

    return place_follower


def deliver(message: AppendEntries) -> Callable[[PlacedServer], ServerStep]:
    """Return the act that delivers `message`."""
    return lambda server: server.deliver(message, now=1000.0)


@check(
    points=2,
    explained_by=[
        "test_refused_request_changes_nothing",
        "test_remaining_servers_keep_match_index",
        "test_change_is_appended",
    ],
    paper="§6; the sentence “May change” of each contract",
    ask="which sentence of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """A change of the configuration changes no vote, no waiting client, and nothing else that its contract omits."""
    check_frames(lab, refused_cases(lab))
    check_frames(lab, question_cases(lab))
    check_frames(lab, change_cases(lab))
    check_frames(lab, following_cases(lab))
