"""Scenario files and searches: changes of the configuration, with crashes, cuts and lost disks."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene07.members import log_text, make_log, place_configured_server
from raftlab.server import AppendEntries, RequestVote

SAFE = ("LeaderCompleteness", "StateMachineSafety", "CommittedNeverChanges", "ElectionSafety")
CHANGES = [
    "test_change_is_appended",
    "test_simple_change",
    "test_majority_of_the_voters",
    "test_leader_uses_new_configuration_at_once",
]


@check(
    points=4,
    explained_by=["test_change_waits_for_the_own_term", *CHANGES],
    about=SAFE,
    paper="Ongaro 2015 (raft-dev: bug in single-server membership changes)",
    ask="which two majorities decided, and do they share a server?",
)
def test_the_2015_bug(lab: Lab) -> None:
    """Two leaders that each change the configuration by one server never make contradictory decisions."""
    lab.run_scenario("the-2015-bug.txt")


@check(
    points=3,
    explained_by=["test_new_voter_has_caught_up", "test_remaining_servers_keep_match_index", *CHANGES],
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
        *(
            "test_truncated_configuration_is_no_longer_in_force",
            "test_restart_finds_the_configuration_in_the_log",
            "test_removed_leader_leads_on",
        ),
        *("test_removed_leader_steps_down", *CHANGES),
    ],
    about=(),
    paper="§6; dissertation §4.1, §4.2.2",
    ask="which configuration did each of the servers use, and whose vote was needed?",
)
def test_changes_that_are_interrupted(lab: Lab) -> None:
    """If a change is cut off, or its leader crashes, or only one server has it, the cluster finishes it or goes on."""
    lab.run_scenario("change-is-cut-off.txt")
    lab.run_scenario("leader-removes-itself.txt")
    lab.run_scenario("survivors-with-two-configurations.txt")
    check_strangers_are_heard(lab)


def check_strangers_are_heard(lab: Lab) -> None:
    """CheckFailure if a server that is behind refuses a candidate or a leader that its configuration does not know."""
    for items, text in (
        ((1,), "the initial configuration S1 S2 S3"),
        *(((1, (1, members)), f"the configuration {members}") for members in ("S1 S2", "S2 S3", "S2 S3 + S1")),
    ):
        voter = place_configured_server(lab, *items, role="follower", term=1)
        voter.deliver(RequestVote(3, "S4", 4, 2), now=5000.0)
        if voter.votedFor != "S4":
            raise CheckFailure(
                f"S1 uses {text}, heard no leader for seconds, and S4, whose log ends at index 4 in term 2, asked for "
                f"its vote in term 3: its vote is {voter.votedFor or 'free'}. S4 belongs to a later configuration."
            )
        follower = place_configured_server(lab, *items, role="follower", term=1)
        entries = tuple(make_log(*[2] * (len(items) + 1)))[len(items) :]
        follower.deliver(AppendEntries(3, "S4", len(items), 1, entries, 1), now=5000.0)
        if follower.leaderId != "S4" or follower.lastIndex != len(items) + 1:
            raise CheckFailure(
                f"S1 uses {text}, and S4, leader of term 3, sent it an entry that fits: its leaderId is "
                f"{follower.leaderId}, and its log {log_text(follower.log)}. S4 belongs to a later configuration."
            )


@check(
    points=2,
    explained_by=CHANGES,
    about=(),
    paper="§6; dissertation §4.2.3",
    ask="which message did the server without a vote send, and which server answered it?",
)
def test_removed_server_disrupts_nobody(lab: Lab) -> None:
    """A removed server deposes nobody, whether it knows of its removal or comes back after it was cut off."""
    check_removed_follower_is_quiet(lab)
    lab.run_scenario("removed-server-disrupts.txt")


def check_removed_follower_is_quiet(lab: Lab) -> None:
    """CheckFailure if a follower that learns that it has no vote any more sends more than the answer to its leader."""
    for text in ("S2 S3 S4", "S2 S3 S4 + S1"):
        entries = tuple(make_log(1, (2, text)))
        for held, brings in ((2, ()), (1, entries[1:])):
            server = place_configured_server(lab, *[1, (2, text)][:held], cluster=4, role="follower", commit_index=1)
            steps = [server.deliver(AppendEntries(2, "S2", held, held, brings, 2)), server.fire_timer("election")]
            steps.append(server.deliver(AppendEntries(2, "S2", 2, 2, (), 2)))
            others = {to: type(message).__name__ for step in steps for to, message in step.sent_messages if to != "S2"}
            if others:
                told = ", ".join(f"{to} a message {kind}" for to, kind in sorted(others.items()))
                raise CheckFailure(
                    f"S2 leads term 2, and S1, a follower, learned that the configuration {text} is committed. S2 was "
                    f"heard again after that; S1 sent {told}."
                )


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
        sometimes=["leader"],
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
