"""What an event may change: everything else must be equal after the step."""

from collections.abc import Iterator

from raftlab.checks import check, entry
from raftlab.checks.frame_conditions import FrameCase, check_frames, nondefault_server_factories
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene04.frame_events import FOLLOWING, LEARNING, OPTIONS, all_frame_cases, delivery_act
from raftlab.server import AppendEntries, AppendEntriesReply

COMMITTED_APPENDS = (
    ("S2 sends a heartbeat with prevLogIndex 5 and leaderCommit 4", AppendEntries(4, "S2", 5, 4, (), 4)),
    ("S2 sends entry 6 and leaderCommit 5", AppendEntries(4, "S2", 5, 4, (entry(4, 6),), 5)),
    ("S2 sends entry 6 and leaderCommit 9", AppendEntries(4, "S2", 5, 4, (entry(4, 6),), 9)),
)


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
