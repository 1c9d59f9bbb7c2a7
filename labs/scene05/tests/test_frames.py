"""What an event may change: everything else must be equal after the step."""

from collections.abc import Iterator

from raftlab.checks import check, entry
from raftlab.checks.frame_conditions import (
    CLIENT_ENTRIES,
    RICH_LOG,
    FrameCase,
    check_frames,
    nondefault_server_factories,
)
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene04.frame_events import (
    EVENT_TIME_MS,
    FOLLOWING,
    LEARNING,
    OPTIONS,
    OTHER_ENTRY,
    QUORUM_TEXT,
    STEPPING_DOWN,
    NamedMessage,
    Place,
    all_frame_cases,
    delivery_act,
    heard_by_majority,
    timeout_act,
    uncommitted_followers,
)
from raftlab.server import AppendEntries, AppendEntriesReply, RequestVote

COMMITTED_APPENDS = (
    ("S2 sends a heartbeat with prevLogIndex 5 and leaderCommit 4", AppendEntries(4, "S2", 5, 4, (), 4)),
    ("S2 sends entry 6 and leaderCommit 5", AppendEntries(4, "S2", 5, 4, (entry(4, 6),), 5)),
    ("S2 sends entry 6 and leaderCommit 9", AppendEntries(4, "S2", 5, 4, (entry(4, 6),), 9)),
)

REPLACING_APPEND: NamedMessage = (
    "S2 replaces entry 4",
    AppendEntries(4, "S2", 1, 1, (entry(1, 2), entry(2, 3), OTHER_ENTRY), 2),
)
DEPOSING_APPENDS = (
    ("S3, leader of term 5, sends a heartbeat with prevLogIndex 5 and leaderCommit 6", 5, (), 5),
    ("S3, leader of term 5, sends a heartbeat with prevLogIndex 4 and leaderCommit 6", 4, (), 4),
    ("S3, leader of term 5, repeats entry 4, with leaderCommit 6", 3, CLIENT_ENTRIES[:1], 4),
)
"""Messages to a leader for whose entries 4 and 5 clients wait: prevLogIndex, entries, and commitIndex after it."""


def committing_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield messages that commit: appends of the leader S2, and the acknowledgement that completes a majority."""
    for place in nondefault_server_factories(lab, OPTIONS, ("follower", "pre-candidate")):
        for event, append in COMMITTED_APPENDS:
            commits = (*FOLLOWING, "advanceFollowerCommit")
            yield FrameCase(event, place, delivery_act(append), commits, becomes={"leaderId": "S2"})
    for place in nondefault_server_factories(lab, OPTIONS, ("leader",)):
        for index in (4, 5):
            acknowledgement = AppendEntriesReply(4, "S3", True, index - 1, index)
            event = f"S3 acknowledges index {index}; index 4 is on three servers of five"
            commits = (*LEARNING, "tryAdvanceCommit")
            yield FrameCase(
                event, place, delivery_act(acknowledgement), commits, follower="S3", becomes={"commitIndex": 4}
            )
            quorum = QUORUM_TEXT.format(event=event)
            yield FrameCase(quorum, heard_by_majority(place, acknowledgement), timeout_act("quorum"))


def deposing_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield appends of a newer leader, at a leader whose clients wait: they keep its entries and commit some."""
    holes = (*STEPPING_DOWN, *FOLLOWING, "advanceFollowerCommit")
    for place in nondefault_server_factories(lab, OPTIONS, ("leader",)):
        for event, prev, brings, commit in DEPOSING_APPENDS:
            append = AppendEntries(5, "S3", prev, RICH_LOG[prev - 1].term, brings, 6)
            becomes = {"leaderId": "S3", "log": RICH_LOG, "commitIndex": commit}
            yield FrameCase(event, place, delivery_act(append), holes, ("waiting",), becomes=becomes)


def heard_leader_cases(lab: Lab) -> Iterator[FrameCase]:
    """Yield the vote request of a server that has not heard the leader, at a follower that has just heard it."""
    event = "{append}; then S3, whose log is longer, asks for its vote in term 5"
    request = delivery_act(RequestVote(5, "S3", 9, 4))
    committed = nondefault_server_factories(lab, OPTIONS, ("follower", "pre-candidate"))
    for places, appends in (
        (committed, COMMITTED_APPENDS),
        (uncommitted_followers(lab, ("S2", "S4", None)), [REPLACING_APPEND]),
    ):
        for place in places:
            for text, append in appends:
                yield FrameCase(event.format(append=text), after_append(place, append), request)


def after_append(place: Place, append: AppendEntries) -> Place:
    """Return what places a server that then takes `append`."""

    def place_follower() -> PlacedServer:
        server = place()
        server.deliver(append, now=EVENT_TIME_MS)
        return server

    return place_follower


@check(
    points=3,
    depends_on=["test_follower_commits_what_it_holds"],
    explained_by=["test_minority_waits", "test_ok_waits_for_commit"],
    judged_by={
        "commitIndex": [
            "test_leader_commit_never_falls",
            "test_follower_commit_never_falls",
            "test_commit_in_any_state",
            "test_follower_commits_only_what_is_confirmed",
        ],
        "log": ["test_conflict_is_replaced", "test_old_message_deletes_nothing"],
        "waiting": ["test_ok_waits_for_commit", "test_each_call_is_answered_once"],
    },
    paper="§5.1, §5.4.2; Figure 2; the sentence “May change” of each contract",
    ask="which sentence of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """An event changes no variable that its contract does not name, in any role."""
    check_frames(lab, all_frame_cases(lab, leader_loses=("waiting",)))
    check_frames(lab, committing_cases(lab))
    check_frames(lab, deposing_cases(lab))
    check_frames(lab, heard_leader_cases(lab))
