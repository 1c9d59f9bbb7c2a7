"""The end of a change: leaving joint, and the leader that has no vote any more."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene07.members import configuration_of, log_text, place_member, read_changes
from raftlab.server import AppendEntriesReply

JOINT = "S1 S2 S3 | S1 S4 S5"


@check(
    points=4,
    paper="§6, Figure 11",
    ask="which entry says that the old side has no say any more, and when may it be appended?",
)
def test_joint_is_left_once_committed(lab: Lab) -> None:
    """Once the joint configuration is committed, the leader appends the new one, and once only."""
    leader = place_member(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    leader.reconfigure(read_changes("remove S2 remove S3", joint=True))
    if configuration_of(leader) != "S1 S2 S3 | S1":
        raise CheckFailure(
            "S1 leads; S2 and S3 are to leave by way of a joint configuration, which must be S1 S2 S3 | S1. Its log "
            f"then was {log_text(leader.log)}."
        )
    leader = place_member(lab, 1, 2, (2, JOINT), commit_index=2, match_index={"S2": 3})
    leader.deliver(AppendEntriesReply(2, "S4", True, 2, 3))
    for _ in range(2):
        leader.deliver(AppendEntriesReply(2, "S5", True, 2, 3))
    if configuration_of(leader) != "S1 S4 S5" or len(leader.log) != 4:
        raise CheckFailure(
            f"S1 leads; {JOINT} at index 3 is on S1, S2, S4 and S5. commitIndex is {leader.commitIndex}, its log "
            f"{log_text(leader.log)}."
        )


@check(
    points=4,
    explained_by=["test_each_side_decides"],
    safety="ElectionSafety",
    paper="§6, Figure 11",
    ask="on how many servers of each side is the joint configuration?",
)
def test_joint_is_not_left_before(lab: Lab) -> None:
    """While the joint configuration is not committed on both sides it stays in force, also for a new leader."""
    for match in ({"S2": 3, "S3": 3}, {"S3": 2, "S4": 3, "S5": 3}, {"S3": 2}):
        leader = place_member(lab, 1, 2, (2, JOINT), commit_index=2, match_index=match)
        leader.deliver(AppendEntriesReply(2, "S2" if "S2" in match else "S4", True, 2, 3))
        stored = [server for server, index in match.items() if index == 3]
        if configuration_of(leader) != JOINT:
            raise CheckFailure(
                f"{JOINT} is at index 3 of S1, the leader; acknowledged by {', '.join(stored) or 'S4'}. "
                f"Its log then was {log_text(leader.log)}."
            )
    follower = place_member(lab, 1, 2, (2, JOINT), commit_index=3, role="follower")
    follower.call("leaveJoint")
    if configuration_of(follower) != JOINT:
        raise CheckFailure(
            f"S1 follows, and {JOINT} at index 3 is committed. After leaveJoint() its log was {log_text(follower.log)}."
        )
    inherited = place_member(lab, 1, (1, JOINT), commit_index=1)
    inherited.fire_timer("heartbeat")
    if configuration_of(inherited) != JOINT:
        raise CheckFailure(
            f"S1 leads term 2 and inherited {JOINT} of term 1, not committed. At its first heartbeat its log was "
            f"{log_text(inherited.log)}."
        )


@check(
    points=4,
    paper="§6; dissertation §4.2.2",
    ask="who else holds the configuration, and who could be elected if this leader went?",
)
def test_removed_leader_leads_on(lab: Lab) -> None:
    """A leader that removes itself leads on until that is committed, and does not count itself."""
    voter = place_member(lab, 1, 2, (2, "S1 S2"), commit_index=3)
    voter.call("retire")
    if voter.role != "leader":
        raise CheckFailure(f"S1 leads, and S1 S2 is committed. After retire() it was a {voter.role}.")
    leader = place_member(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    leader.reconfigure(read_changes("remove S1"))
    if leader.role != "leader" or configuration_of(leader) != "S2 S3":
        raise CheckFailure(
            f"S1 leads and appended S2 S3. It then was a {leader.role} and used {configuration_of(leader)}."
        )
    leader.deliver(AppendEntriesReply(2, "S2", True, 2, 3))
    if leader.commitIndex > 2 or leader.role != "leader":
        raise CheckFailure(
            f"S1 leads and appended S2 S3 at index 3; S2 alone has acknowledged it. S1 is a {leader.role} with "
            f"commitIndex {leader.commitIndex}."
        )


@check(
    points=4,
    depends_on=[test_removed_leader_leads_on],
    paper="§6; dissertation §4.2.2",
    ask="what has this leader left to do once the configuration without it is committed?",
)
def test_removed_leader_steps_down(lab: Lab) -> None:
    """Once the configuration without its vote is committed, a leader steps down, in the same term, as a learner too."""
    for changes in ("remove S1", "learner S1"):
        leader = place_member(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
        leader.reconfigure(read_changes(changes))
        leader.deliver(AppendEntriesReply(2, "S2", True, 2, 3))
        leader.deliver(AppendEntriesReply(2, "S3", True, 2, 3))
        if (leader.role, leader.commitIndex, leader.currentTerm, leader.leaderId) != ("follower", 3, 2, None):
            raise CheckFailure(
                f"S1 led term 2 and appended {changes} at index 3; S2 and S3 have acknowledged it. S1 is a "
                f"{leader.role} in term {leader.currentTerm} with commitIndex {leader.commitIndex} and "
                f"leaderId {leader.leaderId}."
            )
