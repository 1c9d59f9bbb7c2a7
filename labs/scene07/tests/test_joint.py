"""The end of a change: leaving joint, and the leader that has no vote any more."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import ALL_DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene07.members import (
    CHANGES,
    check_known_match,
    commit_in_term_4,
    log_text,
    make_log,
    next_index_is_kept,
    parse_change_request,
    place_configured_server,
    place_learner_and_leader,
    used_configuration_text,
)
from raftlab.server import AppendEntries, AppendEntriesReply, CancelTimer, Command, Options, RequestVoteReply, Waiting

PAPER_OPTIONS = Options(preVote=False, checkQuorum=False)
AN_HOUR_MS = 3_600_000.0

JOINT = "S1 S2 S3 | S1 S4 S5"


@check(
    points=4,
    paper="§6, Figure 11",
    ask="which entry ends the vote of the old side, and when may it be appended?",
)
def test_joint_is_left_once_committed(lab: Lab) -> None:
    """Once the joint configuration is committed, the leader appends the new one, and once only."""
    leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    leader.reconfigure(parse_change_request("remove S2 remove S3", joint=True))
    if used_configuration_text(leader) != "S1 S2 S3 | S1":
        raise CheckFailure(
            "S1 leads; S2 and S3 are to leave by way of a joint configuration, which must be S1 S2 S3 | S1. Its log "
            f"then was {log_text(leader.log)}."
        )
    leader = place_configured_server(lab, 1, 2, (2, JOINT), commit_index=2, match_index={"S2": 3})
    leader.deliver(AppendEntriesReply(2, "S4", True, 2, 3))
    for _ in range(2):
        leader.deliver(AppendEntriesReply(2, "S5", True, 2, 3))
    if used_configuration_text(leader) != "S1 S4 S5" or len(leader.log) != 4:
        raise CheckFailure(
            f"S1 leads; {JOINT} at index 3 is on S1, S2, S4 and S5. commitIndex is {leader.commitIndex}, its log "
            f"{log_text(leader.log)}."
        )
    inherited = place_configured_server(lab, 1, (1, JOINT), 2, commit_index=1, match_index={"S2": 3})
    inherited.deliver(AppendEntriesReply(2, "S4", True, 2, 3))
    for _ in range(2):
        inherited.deliver(AppendEntriesReply(2, "S5", True, 2, 3))
    if used_configuration_text(inherited) != "S1 S4 S5" or len(inherited.log) != 4:
        raise CheckFailure(
            f"S1 leads term 2; {JOINT} of term 1 at index 2 and its own entry 3 are on S1, S2, S4 and S5. commitIndex "
            f"is {inherited.commitIndex}, its log {log_text(inherited.log)}."
        )
    check_joint_phases_in_a_row(lab)
    check_joint_is_left_in_each_deployment(lab)
    check_joint_is_left_again(lab)
    check_newcomer_that_is_down(lab)
    check_joint_of_the_base(lab)
    check_match_in_the_joint_phase(lab)
    check_next_is_kept_by_joint(lab)


def check_joint_is_left_in_each_deployment(lab: Lab) -> None:
    """CheckFailure if a leader for which a client waits behind the joint configuration does not leave it."""
    for _ in ALL_DEPLOYMENTS:
        setting = {"options": lab.next_deployment(), "waiting": {4: Waiting(2, "", 0)}, "match_index": {"S2": 3}}
        leader = place_configured_server(lab, 1, 2, (2, JOINT), 2, commit_index=2, **setting)
        for follower in ("S4", "S5"):
            leader.deliver(AppendEntriesReply(2, follower, True, 2, 3), now=AN_HOUR_MS)
        if (used_configuration_text(leader), len(leader.log)) != ("S1 S4 S5", 5):
            raise CheckFailure(
                f"S1 leads; {JOINT} at index 3 is on S1, S2, S4 and S5, and a client waits for entry 4. commitIndex is "
                f"{leader.commitIndex}, its log {log_text(leader.log)}."
            )
        if not leader.observation.waiting:
            raise CheckFailure(
                f"S1 leads; {JOINT} at index 3 is committed, and a client waited for entry 4, which is not. S1 left "
                "the joint phase, and the client does not wait any more."
            )


def check_joint_is_left_again(lab: Lab) -> None:
    """CheckFailure if a leader whose entry that ended the joint phase was lost does not append it again later."""
    known = dict.fromkeys(("S2", "S3", "S4"), 2)
    leader = place_configured_server(lab, 1, 2, cluster=4, commit_index=2, match_index=known, options=PAPER_OPTIONS)
    leader.reconfigure(parse_change_request("remove S4", joint=True))
    for follower in ("S2", "S3"):
        leader.deliver(AppendEntriesReply(2, follower, True, 2, 3))
    left = log_text(leader.log)
    leader.deliver(AppendEntries(3, "S2", 3, 2, tuple(make_log(1, 2, 3, 3)[3:]), 3))
    if used_configuration_text(leader) != "S1 S2 S3 S4 | S1 S2 S3":
        return  # other checks say why
    leader.fire_timer("election")
    for voter in ("S2", "S3"):
        leader.deliver(RequestVoteReply(4, voter, True))
    leader.propose(Command("put", "x", "1"))
    last = len(leader.log)
    for follower in ("S2", "S3"):
        leader.deliver(AppendEntriesReply(4, follower, True, last - 1, last))
    if leader.role == "leader" and used_configuration_text(leader) != "S1 S2 S3":
        raise CheckFailure(
            f"S1 led term 2 with log {left}; S2, leader of term 3, replaced entry 4. S1 then won term 4, took a call, "
            f"and S2 and S3 acknowledged it: commitIndex is {leader.commitIndex}, its log {log_text(leader.log)}."
        )


def check_match_in_the_joint_phase(lab: Lab) -> None:
    """CheckFailure if a joint change, or its end, moves matchIndex of a server that stays; new voters must be known."""
    before = "S1 S2 S3 + S4"
    for changes in (*(each for each, joint in CHANGES if joint), "learner S3", "remove S1", "voter S4 learner S2"):
        leader = place_learner_and_leader(lab, before)
        leader.reconfigure(parse_change_request(changes, joint=True))
        check_known_match(leader, before, f"{changes} with joint")
    check_left_learner(lab)
    joint = "S1 S2 S3 | S1 S2 S4 + S3"
    leader = place_learner_and_leader(lab, joint)
    leader.call("leaveJoint")
    check_known_match(leader, joint, "the end of the joint phase")
    for items, newcomer in (((1, (1, "S1 + S2"), 2), "S2"), ((1, (1, "S1 S2 + S3"), 2), "S3")):
        known = {"S2": 3, newcomer: 3}
        leader = place_configured_server(lab, *items, commit_index=3, match_index=known)
        leader.reconfigure(parse_change_request(f"voter {newcomer}", joint=True))
        if len(leader.log) == 3:
            raise CheckFailure(
                f"S1 leads term 2 with log {log_text(leader.log)}, all of it committed, and {newcomer} stores it. An "
                f"operator asked for voter {newcomer} with joint: nothing was appended."
            )


def check_left_learner(lab: Lab) -> None:
    """CheckFailure if a learner that leaves by a joint change stays in matchIndex or nextIndex."""
    leader = place_learner_and_leader(lab, "S1 S2 S3 + S4")
    leader.reconfigure(parse_change_request("remove S4", joint=True))
    if sorted(leader.matchIndex) != ["S2", "S3"] or sorted(leader.nextIndex) != ["S2", "S3"]:
        raise CheckFailure(
            "S1 leads; the configuration S1 S2 S3 + S4 is committed, and an operator asked for remove S4 with joint. "
            f"matchIndex then had {', '.join(sorted(leader.matchIndex))}; nextIndex had "
            f"{', '.join(sorted(leader.nextIndex))}."
        )


def check_next_is_kept_by_joint(lab: Lab) -> None:
    """CheckFailure if a joint change moves nextIndex of a server that stays, or that leaves with its end."""
    known = {"S2": 4, "S3": 3, "S4": 4}
    setting = {"commit_index": 3, "match_index": {"S2": 3, "S3": 1, "S4": 3}, "next_index": known}
    for changes, joint in CHANGES:
        if joint:
            leader = place_configured_server(lab, 1, (2, "S1 S2 S3 + S4"), 2, **setting)
            step = leader.reconfigure(parse_change_request(changes, joint=True))
            found = {server: index for server, index in leader.nextIndex.items() if server in known}
            if not next_index_is_kept(step, known, found):
                raise CheckFailure(
                    f"nextIndex was S2 4, S3 3, S4 4; an operator asked for {changes} with joint. Then it was "
                    f"{leader.nextIndex}."
                )


def check_newcomer_that_is_down(lab: Lab) -> None:
    """CheckFailure if one new voter that does not answer keeps a leader in the joint phase."""
    for down in ("S4", "S5"):
        leader = place_configured_server(lab, 1, 2, (2, JOINT), commit_index=2, match_index={"S2": 3})
        for _ in range(2):
            leader.deliver(AppendEntriesReply(2, "S5" if down == "S4" else "S4", True, 2, 3))
            leader.fire_timer("heartbeat")
        if used_configuration_text(leader) != "S1 S4 S5":
            raise CheckFailure(
                f"S1 leads; {JOINT} at index 3 is on all but {down}, which is down. commitIndex is "
                f"{leader.commitIndex}, its log {log_text(leader.log)}."
            )


def check_joint_of_the_base(lab: Lab) -> None:
    """CheckFailure if a new leader does not leave a joint configuration that stands before its log."""
    server = place_configured_server(
        lab,
        1,
        1,
        role="follower",
        term=3,
        commit_index=2,
        options=PAPER_OPTIONS,
        front_layer="joint_base_configuration_stub.py",
    )
    server.restart()
    if used_configuration_text(server) != "S1 S2 S3 | S1 S2":
        return  # other checks say why
    server.fire_timer("election")
    for voter in ("S2", "S3"):
        server.deliver(RequestVoteReply(4, voter, True))
    server.propose(Command("put", "x", "1"))
    for index in (3, 4):
        for follower in ("S2", "S3"):
            server.deliver(AppendEntriesReply(4, follower, True, index - 1, index))
    if server.role == "leader" and used_configuration_text(server) != "S1 S2":
        raise CheckFailure(
            "base_configuration() of S1 is S1 S2 S3 | S1 S2, and its log held two entries without a configuration. It "
            f"won term 4, and S2 and S3 acknowledged two entries more. Its log then was {log_text(server.log)}, and it "
            f"used {used_configuration_text(server)}."
        )


def check_joint_phases_in_a_row(lab: Lab) -> None:
    """CheckFailure if a leader that has left one joint configuration does not leave the next one."""
    known = dict.fromkeys(("S2", "S3", "S4", "S5", "S6", "S7"), 2)
    leader = place_configured_server(lab, 1, 2, cluster=7, commit_index=2, match_index=known)
    for changes, after in (("remove S7", "S1 S2 S3 S4 S5 S6"), ("remove S6", "S1 S2 S3 S4 S5")):
        before = len(leader.log)
        leader.reconfigure(parse_change_request(changes, joint=True))
        for index in (before + 1, before + 2):
            for follower in ("S2", "S3", "S4"):
                leader.deliver(AppendEntriesReply(2, follower, True, index - 1, index))
        if (used_configuration_text(leader), len(leader.log), leader.commitIndex) != (after, before + 2, before + 2):
            raise CheckFailure(
                "S1 leads term 2 of seven servers and was asked to remove S7, and then S6, each with joint; S2, S3 and "
                f"S4 acknowledged every entry. After {changes} its log was {log_text(leader.log)} and its commitIndex "
                f"{leader.commitIndex}."
            )
    leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    leader.reconfigure(parse_change_request("learner S4", joint=True))
    if leader.matchIndex.get("S4") != 0:
        raise CheckFailure(
            f"S1 appended a joint configuration with learner S4. Then matchIndex[S4] was {leader.matchIndex.get('S4')}."
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
        leader = place_configured_server(lab, 1, 2, (2, JOINT), commit_index=2, match_index=match)
        leader.deliver(AppendEntriesReply(2, "S2" if "S2" in match else "S4", True, 2, 3))
        stored = [server for server, index in match.items() if index == 3]
        if used_configuration_text(leader) != JOINT:
            raise CheckFailure(
                f"{JOINT} is at index 3 of S1, the leader; acknowledged by {', '.join(stored) or 'S4'}. "
                f"Its log then was {log_text(leader.log)}.",
                safety="ElectionSafety",
            )
    for _ in ALL_DEPLOYMENTS:  # an hour later, and with a client that waits
        setting = {"options": lab.next_deployment(), "waiting": {4: Waiting(2, "", 0)}, "match_index": {"S3": 2}}
        leader = place_configured_server(lab, 1, 2, (2, JOINT), 2, commit_index=2, **setting)
        leader.fire_timer("heartbeat", now=AN_HOUR_MS)
        if used_configuration_text(leader) != JOINT:
            raise CheckFailure(
                f"{JOINT} is at index 3 of S1, the leader, and a client waits for entry 4; nobody has acknowledged. At "
                f"a heartbeat its log was {log_text(leader.log)}.",
                safety="ElectionSafety",
            )
    for role in ("follower", "pre-candidate", "candidate"):
        server = place_configured_server(lab, 1, 2, (2, JOINT), commit_index=3, role=role, term=3)
        server.call("leaveJoint")
        if used_configuration_text(server) != JOINT:
            raise CheckFailure(
                f"S1 is a {role}, and {JOINT} at index 3 is committed. After leaveJoint() its log was "
                f"{log_text(server.log)}.",
                safety="LogMatching" if len(server.log) > 3 else "",
            )
    inherited = place_configured_server(lab, 1, (1, JOINT), commit_index=1)
    inherited.fire_timer("heartbeat")
    if used_configuration_text(inherited) != JOINT:
        raise CheckFailure(
            f"S1 leads term 2 and inherited {JOINT} of term 1, not committed. At its first heartbeat its log was "
            f"{log_text(inherited.log)}.",
            safety="ElectionSafety",
        )


@check(
    points=4,
    paper="§6; dissertation §4.2.2",
    ask="who else holds the configuration, and who could be elected if this leader went?",
)
def test_removed_leader_leads_on(lab: Lab) -> None:
    """A leader that removes itself leads on until that is committed, and does not count itself."""
    voter = place_configured_server(lab, 1, 2, (2, "S1 S2"), commit_index=3)
    told = voter.call("retire").result
    if voter.role != "leader" or told:
        raise CheckFailure(f"S1 leads, and S1 S2 is committed. retire() returned {told}; S1 was a {voter.role} then.")
    leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    leader.reconfigure(parse_change_request("remove S1"))
    if leader.role != "leader" or used_configuration_text(leader) != "S2 S3":
        raise CheckFailure(
            f"S1 leads and appended S2 S3. It then was a {leader.role} and used {used_configuration_text(leader)}."
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
        leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
        leader.reconfigure(parse_change_request(changes))
        leader.deliver(AppendEntriesReply(2, "S2", True, 2, 3))
        leader.deliver(AppendEntriesReply(2, "S3", True, 2, 3))
        if (leader.role, leader.commitIndex, leader.currentTerm, leader.leaderId) != ("follower", 3, 2, None):
            raise CheckFailure(
                f"S1 led term 2 and appended {changes} at index 3; S2 and S3 have acknowledged it. S1 is a "
                f"{leader.role} in term {leader.currentTerm} with commitIndex {leader.commitIndex} and "
                f"leaderId {leader.leaderId}."
            )
    retiring = place_configured_server(lab, 1, 2, (2, "S2 S3"), commit_index=3)
    told = retiring.call("retire").result
    if retiring.role != "follower" or not told:
        raise CheckFailure(
            f"S1 leads, and S2 S3 is committed. retire() returned {told}; S1 was a {retiring.role} then."
        )
    slow = place_configured_server(lab, 1, 2, cluster=4, commit_index=2, match_index={"S2": 2, "S3": 2, "S4": 0})
    slow.reconfigure(parse_change_request("remove S1"))
    for follower in ("S2", "S3"):
        slow.deliver(AppendEntriesReply(2, follower, True, 2, 3))
    if (slow.role, slow.commitIndex) != ("follower", 3):
        raise CheckFailure(
            "S1 led term 2 and appended a configuration without S1 at index 3; S2 and S3 have acknowledged it, "
            f"S4 is down. S1 is a {slow.role} with commitIndex {slow.commitIndex}."
        )
    busy = place_configured_server(lab, 1, 2, (2, "S2 S3"), 2, commit_index=2, match_index={"S2": 4, "S3": 2})
    busy.deliver(AppendEntriesReply(2, "S3", True, 3, 4))
    if (busy.role, busy.commitIndex) != ("follower", 4):
        raise CheckFailure(
            "S1 led term 2, with S2 S3 at index 3 and a command at 4; S2 and S3 have acknowledged both. S1 is a "
            f"{busy.role} with commitIndex {busy.commitIndex}."
        )
    loaded = place_configured_server(lab, 1, 2, (2, "S2 S3"), 2, commit_index=2, match_index={"S2": 3, "S3": 2})
    loaded.deliver(AppendEntriesReply(2, "S3", True, 2, 3))
    if (loaded.role, loaded.commitIndex) != ("follower", 3):
        raise CheckFailure(
            "S1 led term 2, with S2 S3 at index 3 and a command at 4; S2 and S3 have acknowledged index 3. S1 is a "
            f"{loaded.role} with commitIndex {loaded.commitIndex}."
        )
    called = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    called.reconfigure(parse_change_request("remove S1"))
    called.propose(Command("put", "x", "1"))
    for follower in ("S2", "S3"):
        called.deliver(AppendEntriesReply(2, follower, True, 2, 3))
    if (called.role, called.commitIndex) != ("follower", 3):
        raise CheckFailure(
            "S1 led term 2 and appended S2 S3 at index 3, and then a client's call at 4; S2 and S3 have acknowledged "
            f"index 3. S1 is a {called.role} with commitIndex {called.commitIndex}."
        )
    check_learners_beside_a_retirement(lab)
    check_inherited_removal(lab)
    check_second_retirement(lab)


def check_learners_beside_a_retirement(lab: Lab) -> None:
    """CheckFailure if a learner keeps a leader without a vote, in any deployment, or if it sends on afterwards."""
    for _ in ALL_DEPLOYMENTS:
        setting = {"options": lab.next_deployment(), "match_index": {"S2": 3, "S3": 2, "S4": 0}}
        leader = place_configured_server(lab, 1, 2, (2, "S2 S3 + S4"), commit_index=2, **setting)
        step = leader.deliver(AppendEntriesReply(2, "S3", True, 2, 3), now=AN_HOUR_MS)
        if (leader.role, leader.commitIndex) != ("follower", 3):
            raise CheckFailure(
                f"S1 led term 2, with S2 S3 + S4 at index 3; S2 and S3 have acknowledged it. S1 is a {leader.role} "
                f"with commitIndex {leader.commitIndex}."
            )
        stops = [each.name for each in step.effects if isinstance(each, CancelTimer)]
        if "heartbeat" not in stops and leader.fire_timer("heartbeat", now=AN_HOUR_MS + 50).sent_messages:
            raise CheckFailure(
                "S1 led term 2, stepped down as the configuration without it was committed, and let its heartbeat "
                "timer run: when that fired, S1 sent on."
            )


def check_inherited_removal(lab: Lab) -> None:
    """CheckFailure if a leader does not retire by a configuration of an older term, or forgets a client."""
    setting = {"commit_index": 1, "match_index": {"S2": 3, "S3": 1}, "waiting": {4: Waiting(2, "c", 1)}}
    leader = place_configured_server(lab, 1, (1, "S2 S3"), 2, 2, **setting)
    step = leader.deliver(AppendEntriesReply(2, "S3", True, 2, 3))
    if (leader.role, leader.commitIndex) != ("follower", 3):
        raise CheckFailure(
            "S1 led term 2, with S2 S3 of term 1 at index 2 and two entries of its own; S2 and S3 have acknowledged "
            f"index 3. S1 is a {leader.role} with commitIndex {leader.commitIndex}."
        )
    if not step.replies and not leader.observation.waiting:
        raise CheckFailure(
            "S1 led term 2, with S2 S3 of term 1 at index 2; client c waited for index 4. S1 stepped down as S2 and S3 "
            "acknowledged index 3: client c was not answered, and does not wait any more."
        )


def check_second_retirement(lab: Lab) -> None:
    """CheckFailure if a server that retired, and was added again, does not retire a second time."""
    server = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2}, options=PAPER_OPTIONS)
    remove_leader(server, 2)
    server.deliver(AppendEntries(3, "S2", 3, 2, tuple(make_log(3, (3, "S1 S2 S3"))), 5))
    if not commit_in_term_4(server, 6):
        return  # other checks say why
    remove_leader(server, 4)
    if (server.role, server.commitIndex) != ("follower", 7):
        raise CheckFailure(
            "S1 led term 2, was removed, and stepped down. S2, leader of term 3, added it again; S1 then led term 4 "
            f"and was removed a second time, which S2 and S3 have acknowledged. S1 is a {server.role} with commitIndex "
            f"{server.commitIndex} and log {log_text(server.log)}."
        )


def remove_leader(server: PlacedServer, term: int) -> None:
    """Ask S1, which leads `term`, to remove itself; S2 and S3 acknowledge that."""
    server.reconfigure(parse_change_request("remove S1"))
    last = len(server.log)
    for follower in ("S2", "S3"):
        server.deliver(AppendEntriesReply(term, follower, True, last - 1, last))
