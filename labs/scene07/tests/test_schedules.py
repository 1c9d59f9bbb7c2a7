"""Scenario files and searches: changes of the configuration, with crashes, cuts and lost disks."""

from raftlab.checks import check
from raftlab.checks.lab_fixture import Lab

SAFE = ("LeaderCompleteness", "StateMachineSafety", "CommittedNeverChanges", "ElectionSafety")
CHANGES = [
    "test_change_is_appended",
    "test_simple_change",
    "test_majority_of_the_voters",
    "test_leader_uses_it_at_once",
]


@check(
    points=4,
    explained_by=["test_change_waits_for_the_own_term", *CHANGES],
    about=SAFE,
    paper="Ongaro 2015 (raft-dev: bug in single-server membership changes)",
    ask="which two majorities decided, and do they share a server?",
)
def test_the_2015_bug(lab: Lab) -> None:
    """Two leaders that each change the configuration by one server do not decide against each other."""
    lab.run_scenario("the-2015-bug.txt")


@check(
    points=3,
    explained_by=["test_new_voter_has_caught_up", "test_progress_of_those_who_stay", *CHANGES],
    about=(),
    paper="dissertation §4.2.1",
    ask="who had to hold the entry before it was committed, and who did?",
)
def test_servers_join(lab: Lab) -> None:
    """A server joins as a learner, catches up and then votes; so does one that left and lost its disk."""
    lab.run_scenario("learner-becomes-voter.txt")
    lab.run_scenario("removed-and-added-again.txt")
    lab.run_scenario("learner-never-leads.txt")


@check(
    points=3,
    explained_by=[
        *("test_joint_change", "test_joint_is_left_once_committed", "test_joint_is_not_left_before"),
        *("test_each_side_decides", "test_removed_leader_steps_down", *CHANGES),
    ],
    about=SAFE,
    paper="§6, Figure 11",
    ask="which side had not decided yet?",
)
def test_joint_changes(lab: Lab) -> None:
    """A joint change replaces a leader, and outlives a restart of everyone and a crash of its leader."""
    lab.run_scenario("joint-replaces-the-leader.txt")
    lab.run_scenario("restart-in-the-joint-phase.txt")
    lab.run_scenario("four-to-two.txt")


@check(
    points=3,
    explained_by=[
        *("test_cut_off_is_no_longer_in_force", "test_restart_finds_it_in_the_log", "test_removed_leader_leads_on"),
        *("test_removed_leader_steps_down", *CHANGES),
    ],
    about=(),
    paper="§6; dissertation §4.1, §4.2.2",
    ask="which configuration did each of the servers use, and whose vote was needed?",
)
def test_changes_that_are_interrupted(lab: Lab) -> None:
    """A change is cut off, its leader crashes, or one server alone holds it: the others go on, or it is finished."""
    lab.run_scenario("change-is-cut-off.txt")
    lab.run_scenario("leader-removes-itself.txt")
    lab.run_scenario("survivors-with-two-configurations.txt")


@check(
    points=2,
    explained_by=CHANGES,
    about=(),
    paper="§6; dissertation §4.2.3",
    ask="who answered the removed server, and with what?",
)
def test_removed_server_disturbs_nobody(lab: Lab) -> None:
    """A server that was removed while it was cut off comes back and deposes nobody."""
    lab.run_scenario("removed-server-disrupts.txt")


@check(
    points=3,
    explained_by=["test_change_waits_for_the_own_term", "test_one_change_at_a_time", *CHANGES],
    about=SAFE,
    paper="Ongaro 2015; §5.4.3",
    ask="which two configurations were in force at the same time, and do their majorities meet?",
)
def test_explore_four(lab: Lab) -> None:
    """With four servers and two changes, no order of elections, appends and changes breaks a property."""
    lab.explore(
        servers=4,
        terms=2,
        log=2,
        changes=1,
        requests=1,
        engine="staged",
        goals=["commit at 1 and configuration at 2"],
        sometimes=["leader", "configuration at 2"],
        states=4_000,
        exhaust=False,
    )
    lab.explore(
        servers=4,
        terms=3,
        log=1,
        changes=2,
        requests=0,
        engine="staged",
        goals=["rivals at 1"],
        sometimes=["leader"],
        states=30_000,
        exhaust=False,
    )
