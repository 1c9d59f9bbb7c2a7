"""The five predicates on the public runs: no broken run passes, each is broken at its step, no legal run is accused."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene06.run_bank import check_legal_runs, check_violation_steps, check_violations_seen

# ---- Election Safety -------------------------------------------------------------------------------------------------


@check(points=4, paper="§5.2, Figure 3", ask="which server had led that term before, and is it still the leader?")
def test_election_safety_is_seen(lab: Lab) -> None:
    """Every run that breaks Election Safety is accused, and the simplest run that obeys it is not."""
    check_violations_seen(lab, "ElectionSafety")


@check(
    points=2,
    explained_by=[test_election_safety_is_seen, "test_election_safety_accuses_nobody"],
    paper="§5.2, Figure 3",
    ask="after which step is the property first broken, and what do the steps before it show?",
)
def test_election_safety_step(lab: Lab) -> None:
    """The step that is named is the first after which Election Safety is broken."""
    check_violation_steps(lab, "ElectionSafety")


@check(
    points=4,
    explained_by=[test_election_safety_is_seen],
    paper="§5.2, Figure 3",
    ask="which two facts of this run does your method take for a contradiction, and why are both allowed?",
)
def test_election_safety_accuses_nobody(lab: Lab) -> None:
    """No run that obeys Election Safety is accused."""
    check_legal_runs(lab, "ElectionSafety")


# ---- Leader Append-Only ----------------------------------------------------------------------------------------------


@check(points=4, paper="§5.3, Figure 3", ask="what was in the leader's log before that step, and what after it?")
def test_leader_append_only_is_seen(lab: Lab) -> None:
    """Every run that breaks Leader Append-Only is accused, and the simplest run that obeys it is not."""
    check_violations_seen(lab, "LeaderAppendOnly")


@check(
    points=2,
    explained_by=[test_leader_append_only_is_seen, "test_leader_append_only_accuses_nobody"],
    paper="§5.3, Figure 3",
    ask="after which step is the property first broken, and what do the steps before it show?",
)
def test_leader_append_only_step(lab: Lab) -> None:
    """The step that is named is the first after which Leader Append-Only is broken."""
    check_violation_steps(lab, "LeaderAppendOnly")


@check(
    points=4,
    explained_by=[test_leader_append_only_is_seen],
    paper="§5.3, Figure 3",
    ask="which two facts of this run does your method take for a contradiction, and why are both allowed?",
)
def test_leader_append_only_accuses_nobody(lab: Lab) -> None:
    """No run that obeys Leader Append-Only is accused."""
    check_legal_runs(lab, "LeaderAppendOnly")


# ---- Log Matching ----------------------------------------------------------------------------------------------------


@check(points=4, paper="§5.3, Figure 3", ask="up to which index do the two logs have to be equal, and are they?")
def test_log_matching_is_seen(lab: Lab) -> None:
    """Every run that breaks Log Matching is accused, and the simplest run that obeys it is not."""
    check_violations_seen(lab, "LogMatching")


@check(
    points=2,
    explained_by=[test_log_matching_is_seen, "test_log_matching_accuses_nobody"],
    paper="§5.3, Figure 3",
    ask="after which step is the property first broken, and what do the steps before it show?",
)
def test_log_matching_step(lab: Lab) -> None:
    """The step that is named is the first after which Log Matching is broken."""
    check_violation_steps(lab, "LogMatching")


@check(
    points=4,
    explained_by=[test_log_matching_is_seen],
    paper="§5.3, Figure 3",
    ask="which two facts of this run does your method take for a contradiction, and why are both allowed?",
)
def test_log_matching_accuses_nobody(lab: Lab) -> None:
    """No run that obeys Log Matching is accused."""
    check_legal_runs(lab, "LogMatching")


# ---- Leader Completeness ---------------------------------------------------------------------------------------------


@check(
    points=4,
    paper="§5.4.3, Figure 3",
    ask="when was the entry committed, in which term, and which leaders come later than that?",
)
def test_leader_completeness_is_seen(lab: Lab) -> None:
    """Every run that breaks Leader Completeness is accused, and the simplest run that obeys it is not."""
    check_violations_seen(lab, "LeaderCompleteness")


@check(
    points=2,
    explained_by=[test_leader_completeness_is_seen, "test_leader_completeness_accuses_nobody"],
    paper="§5.4.3, Figure 3",
    ask="after which step is the property first broken, and what do the steps before it show?",
)
def test_leader_completeness_step(lab: Lab) -> None:
    """The step that is named is the first after which Leader Completeness is broken."""
    check_violation_steps(lab, "LeaderCompleteness")


@check(
    points=4,
    explained_by=[test_leader_completeness_is_seen],
    paper="§5.4.3, Figure 3",
    ask="which two facts of this run does your method take for a contradiction, and why are both allowed?",
)
def test_leader_completeness_accuses_nobody(lab: Lab) -> None:
    """No run that obeys Leader Completeness is accused."""
    check_legal_runs(lab, "LeaderCompleteness")


# ---- State Machine Safety --------------------------------------------------------------------------------------------


@check(points=4, paper="§5.4.3, Figure 3", ask="what had been applied at that index before, by any server?")
def test_state_machine_safety_is_seen(lab: Lab) -> None:
    """Every run that breaks State Machine Safety is accused, and the simplest run that obeys it is not."""
    check_violations_seen(lab, "StateMachineSafety")


@check(
    points=2,
    explained_by=[test_state_machine_safety_is_seen, "test_state_machine_safety_accuses_nobody"],
    paper="§5.4.3, Figure 3",
    ask="after which step is the property first broken, and what do the steps before it show?",
)
def test_state_machine_safety_step(lab: Lab) -> None:
    """The step that is named is the first after which State Machine Safety is broken."""
    check_violation_steps(lab, "StateMachineSafety")


@check(
    points=4,
    explained_by=[test_state_machine_safety_is_seen],
    paper="§5.4.3, Figure 3",
    ask="which two facts of this run does your method take for a contradiction, and why are both allowed?",
)
def test_state_machine_safety_accuses_nobody(lab: Lab) -> None:
    """No run that obeys State Machine Safety is accused."""
    check_legal_runs(lab, "StateMachineSafety")
