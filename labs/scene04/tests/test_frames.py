"""What an event may change: everything else must be equal after the step."""

from raftlab.checks import check
from raftlab.checks.frame_conditions import check_frames
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene04.frame_events import all_frame_cases


@check(
    points=3,
    explained_by=["test_consistency_check"],
    judged_by={
        "matchIndex": [
            "test_success_raises_match_index",
            "test_match_never_falls",
            "test_refusal_keeps_match_index",
            "test_reply_to_a_former_leader",
        ],
        "nextIndex": [
            "test_match_never_falls",
            "test_refusal_leads_back",
            "test_late_refusal_changes_nothing",
            "test_reply_to_a_former_leader",
        ],
        "log": ["test_consistency_check", "test_entries_are_stored", "test_refusal_stores_nothing"],
    },
    paper="§5.1, §5.3; Figure 2; the sentence “May change” of each contract",
    ask="which sentence of the contract lets this event change that variable?",
)
def test_event_changes_only_what_it_is_about(lab: Lab) -> None:
    """An event changes no variable that its contract does not name, in any role."""
    check_frames(lab, all_frame_cases(lab))
