"""The five predicates on the hidden runs."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene06.run_bank import check_hidden_runs


@check(
    points=3,
    explained_by=["test_election_safety_is_seen", "test_election_safety_step", "test_election_safety_accuses_nobody"],
    paper="§5.2, Figure 3",
    ask="which server had led that term before, and is it still the leader?",
)
def test_hidden_election_safety(lab: Lab) -> None:
    """Election Safety is judged rightly on more runs."""
    check_hidden_runs(lab, "ElectionSafety")


@check(
    points=3,
    explained_by=[
        "test_leader_append_only_is_seen",
        "test_leader_append_only_step",
        "test_leader_append_only_accuses_nobody",
    ],
    paper="§5.3, Figure 3",
    ask="what was in the leader's log before that step, and what after it?",
)
def test_hidden_leader_append_only(lab: Lab) -> None:
    """Leader Append-Only is judged rightly on more runs."""
    check_hidden_runs(lab, "LeaderAppendOnly")


@check(
    points=3,
    explained_by=["test_log_matching_is_seen", "test_log_matching_step", "test_log_matching_accuses_nobody"],
    paper="§5.3, Figure 3",
    ask="up to which index do the two logs have to be equal, and are they?",
)
def test_hidden_log_matching(lab: Lab) -> None:
    """Log Matching is judged rightly on more runs."""
    check_hidden_runs(lab, "LogMatching")


@check(
    points=3,
    explained_by=[
        "test_leader_completeness_is_seen",
        "test_leader_completeness_step",
        "test_leader_completeness_accuses_nobody",
    ],
    paper="§5.4.3, Figure 3",
    ask="when was the entry committed, in which term, and which leaders come later than that?",
)
def test_hidden_leader_completeness(lab: Lab) -> None:
    """Leader Completeness is judged rightly on more runs."""
    check_hidden_runs(lab, "LeaderCompleteness")


@check(
    points=3,
    explained_by=[
        "test_state_machine_safety_is_seen",
        "test_state_machine_safety_step",
        "test_state_machine_safety_accuses_nobody",
    ],
    paper="§5.4.3, Figure 3",
    ask="what had been applied at that index before, by any server?",
)
def test_hidden_state_machine_safety(lab: Lab) -> None:
    """State Machine Safety is judged rightly on more runs."""
    check_hidden_runs(lab, "StateMachineSafety")
