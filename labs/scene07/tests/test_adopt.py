"""A configuration is in force from when it is appended, and no longer once it is cut off."""

from raftlab.checks import CheckFailure, check
from raftlab.checks.case_failures import judge_cases
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene07.members import (
    CHANGES,
    check_known_match,
    log_text,
    make_log,
    next_index_is_kept,
    parse_change_request,
    place_configured_server,
    place_learner_and_leader,
    property_broken_in_force,
    used_configuration_text,
)
from raftlab.server import AppendEntries, AppendEntriesReply

BASE_STUB = "base_configuration_stub.py"


@check(
    points=3,
    depends_on=["test_change_is_appended"],
    paper="§6: “a server always uses the latest configuration in its log”",
    ask="when does a leader begin to use the new configuration, and who belongs to it?",
)
def test_leader_uses_new_configuration_at_once(lab: Lab) -> None:
    """A leader uses a configuration as soon as it appends it: new members get the entry, former ones are forgotten."""
    for term in (2, 9):
        leader = place_configured_server(lab, 1, term, term=term, commit_index=2, match_index={"S2": 2, "S3": 2})
        step = leader.reconfigure(parse_change_request("learner S4"))
        appends = {to: message for to, message in step.sent_messages if isinstance(message, AppendEntries)}
        if sorted(appends) != ["S2", "S3", "S4"] or not step.persisted_states:
            raise CheckFailure(
                f"S1 appended the learner S4. It wrote {len(step.persisted_states)} times to its disk, and sent to "
                f"{', '.join(sorted(appends)) or 'nobody'}."
            )
        if appends["S4"].prevLogIndex > 3:
            raise CheckFailure(
                f"S1 leads term {term} and appended the learner S4 at index 3, the last one. Its first append to S4 "
                f"had prevLogIndex {appends['S4'].prevLogIndex}."
            )
    leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    leader.reconfigure(parse_change_request("remove S3"))
    if sorted(leader.matchIndex) != ["S2"] or sorted(leader.nextIndex) != ["S2"]:
        raise CheckFailure(
            f"S1 appended a configuration without S3. matchIndex has {', '.join(sorted(leader.matchIndex))}; "
            f"nextIndex has {', '.join(sorted(leader.nextIndex))}."
        )


@check(
    points=3,
    paper="§6",
    ask="which is the last configuration in the log that the server holds now?",
)
def test_follower_uses_new_configuration_at_once(lab: Lab) -> None:
    """A follower uses a configuration as soon as it stores it, committed or not."""
    for text in ("S1 S2", "S1 S2 S3 + S4", "S1 S2 S3 | S1 S4 S5"):
        follower = place_configured_server(lab, 1, role="follower", commit_index=1)
        follower.deliver(AppendEntries(2, "S2", 1, 1, tuple(make_log(1, (2, text), 2)[1:]), 1))
        if used_configuration_text(follower) != text:
            raise CheckFailure(
                f"S1 stored the configuration {text} at index 2 and an ordinary entry at 3; commitIndex is 1. "
                f"S1 then used {used_configuration_text(follower)}."
            )


@check(
    points=4,
    explained_by=[test_follower_uses_new_configuration_at_once],
    safety="ElectionSafety",
    paper="§6; dissertation §4.1",
    ask="which configurations are still in the log after the cut?",
)
def test_truncated_configuration_is_no_longer_in_force(lab: Lab) -> None:
    """If a configuration is cut off, the last one left in the log is in force again, or the initial one."""
    cases = (
        ((1, (1, "S1 S2")), 1, "S1 S2 S3"),
        ((1, (1, "S1 S2 S3 + S4"), (2, "S1 S2 S3 S4")), 2, "S1 S2 S3 + S4"),
        ((1, (1, "S1 S2 S3 + S4"), (2, "S1 S2 S3 S4"), 2), 1, "S1 S2 S3"),
        ((1, (1, "S1 S2 S3 + S4"), (1, "S1 S2 + S4"), (2, "S1 + S4")), 1, "S1 S2 S3"),
        ((1, (1, "S1 S2 S3 | S1 S4 S5"), (1, "S1 S4 S5")), 2, "S1 S2 S3 | S1 S4 S5"),
    )

    def check_cut(case: tuple[tuple[int | tuple[int, str], ...], int, str]) -> None:
        items, kept, expected = case
        follower = place_configured_server(lab, *items, role="follower", commit_index=1, term=2)
        before = log_text(follower.log)
        prev = 1 if kept == 0 else follower.log[kept - 1].term
        follower.deliver(AppendEntries(3, "S3", kept, prev, tuple(make_log(*[3] * (kept + 1))[kept:]), 1))
        if used_configuration_text(follower) != expected:
            raise CheckFailure(
                f"S1 held {before}; the leader of term 3 replaced everything from index {kept + 1} on. "
                f"S1 then used {used_configuration_text(follower)}.",
                safety=property_broken_in_force(follower),
            )

    judge_cases(check_cut, cases)
    for before, after in (("S1 S2 S3 S4 S5", "S1 S2 S3"), ("S1 S2", "S1 S2 | S1 S3")):
        follower = place_configured_server(lab, 1, (1, before), role="follower", commit_index=1)
        follower.deliver(AppendEntries(3, "S3", 1, 1, tuple(make_log(1, (3, after))[1:]), 1))
        if used_configuration_text(follower) != after:
            raise CheckFailure(
                f"S1 held the configuration {before} at index 2; the leader of term 3 put {after} in its place. "
                f"S1 then used {used_configuration_text(follower)}.",
                safety=property_broken_in_force(follower),
            )


@check(
    points=3,
    explained_by=[test_follower_uses_new_configuration_at_once],
    safety="ElectionSafety",
    paper="§6; Figure 2 (persistent state)",
    ask="what does the server read after a restart, and what is not on the disk?",
)
def test_restart_finds_the_configuration_in_the_log(lab: Lab) -> None:
    """After a restart the last configuration in the log is in force, with its learners and both its sides."""

    def check_restart(text: str) -> None:
        server = place_configured_server(lab, 1, (1, text), 1, role="follower", commit_index=0)
        server.restart()
        if used_configuration_text(server) != text:
            raise CheckFailure(
                f"S1 had the configuration {text} at index 2, not committed, and restarted. "
                f"S1 then used {used_configuration_text(server)}.",
                safety=property_broken_in_force(server),
            )

    judge_cases(check_restart, ("S1 S2", "S1 S2 S3 + S4", "S2 S3 + S1", "S1 S2 S3 | S3 S4 S5", "S1 S2 S3 S4"))
    for items, expected in (
        ((), "S1 S2 + S3"),
        ((1, 1), "S1 S2 + S3"),
        ((1, (1, "S1 S3"), 1), "S1 S3"),
        (((1, "S1 S3"), (1, "S1 S2 + S3")), "S1 S2 + S3"),
        ((1, (1, "S1 S3"), *[1] * 60), "S1 S3"),
    ):
        server = place_configured_server(lab, *items, role="follower", commit_index=0, front_layer=BASE_STUB)
        server.restart()
        server.deliver(AppendEntries(2, "S2", 0, 0, tuple(make_log(*items)), 0))
        if used_configuration_text(server) != expected:
            raise CheckFailure(
                f"base_configuration() of S1 is S1 S2 + S3; S1 restarted with log {log_text(make_log(*items))}. "
                f"S1 then used {used_configuration_text(server)}.",
                safety=property_broken_in_force(server, "S1 S2 + S3"),
            )


@check(
    points=3,
    depends_on=["test_leader_uses_new_configuration_at_once"],
    paper="Figure 2 (nextIndex, matchIndex); dissertation §4.2.1",
    ask="which servers stay, which join, and what has each acknowledged?",
)
def test_remaining_servers_keep_match_index(lab: Lab) -> None:
    """A change keeps matchIndex and nextIndex of each server that stays; matchIndex of a server that joins is 0."""
    known = {"S2": 5, "S3": 3, "S4": 4}
    leader = place_configured_server(
        lab, 1, (1, "S1 S2 S3 + S4"), 2, 2, commit_index=3, match_index={"S2": 3, "S3": 2, "S4": 3}, next_index=known
    )
    step = leader.reconfigure(parse_change_request("voter S4"))
    if leader.matchIndex != {"S2": 3, "S3": 2, "S4": 3}:
        raise CheckFailure(
            f"matchIndex was S2 3, S3 2, S4 3; the learner S4 became a voter. Then it was {leader.matchIndex}."
        )
    if not next_index_is_kept(step, known, leader.nextIndex):
        raise CheckFailure(
            f"nextIndex was S2 5, S3 3, S4 4; the learner S4 became a voter. Then it was {leader.nextIndex}."
        )
    check_match_is_kept(lab)
    for items in ((2,), (1, 2), (1, 1, 2, 2, 2)):
        leader = place_configured_server(lab, *items, commit_index=len(items))
        leader.reconfigure(parse_change_request("learner S4"))
        if leader.matchIndex.get("S4") != 0:
            raise CheckFailure(
                f"S1 led with log {log_text(make_log(*items))}, and the learner S4 joined. Then matchIndex[S4] was "
                f"{leader.matchIndex.get('S4')}."
            )
    known = {"match_index": {"S2": 3, "S3": 0, "S4": 0}, "next_index": {"S2": 4, "S3": 2, "S4": 3}}
    leader = place_configured_server(lab, 1, (1, "S1 S2 S3 + S4"), 2, commit_index=3, **known)
    step = leader.reconfigure(parse_change_request("learner S5"))
    found = {server: index for server, index in leader.nextIndex.items() if server != "S5"}
    if not next_index_is_kept(step, known["next_index"], found):
        raise CheckFailure(
            "nextIndex was S2 4, S3 2, S4 3; the learner S5 joined. Then it was "
            f"{', '.join(f'{server} {index}' for server, index in found.items())}."
        )
    leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    leader.reconfigure(parse_change_request("remove S3"))
    leader.deliver(AppendEntriesReply(2, "S2", True, 2, 3))
    leader.reconfigure(parse_change_request("learner S3"))
    if leader.matchIndex.get("S3") != 0 or leader.nextIndex.get("S3", 0) < 1:
        raise CheckFailure(
            "S3 left with matchIndex 2 and joined again, perhaps with another disk. matchIndex then was "
            f"{leader.matchIndex}."
        )
    check_next_of_a_promoted_learner(lab)


def check_next_of_a_promoted_learner(lab: Lab) -> None:
    """CheckFailure if nextIndex moves where a learner that joined in this leadership becomes a voter."""
    leader = place_configured_server(lab, 1, 2, commit_index=2, match_index={"S2": 2, "S3": 2})
    leader.reconfigure(parse_change_request("learner S4"))
    for follower in ("S2", "S4"):
        leader.deliver(AppendEntriesReply(2, follower, True, 2, 3))
    known = dict(leader.nextIndex)
    step = leader.reconfigure(parse_change_request("voter S4"))
    if not next_index_is_kept(step, known, leader.nextIndex):
        raise CheckFailure(
            f"S4 joined as a learner and stored all of the log; nextIndex was {known}. S4 became a voter: it was "
            f"{leader.nextIndex}."
        )


def check_match_is_kept(lab: Lab) -> None:
    """CheckFailure if a change of any kind that is not joint moves matchIndex of a server that stays."""
    for changes, joint in CHANGES:
        if not joint:
            leader = place_learner_and_leader(lab, "S1 S2 S3 + S4")
            leader.reconfigure(parse_change_request(changes))
            check_known_match(leader, "S1 S2 S3 + S4", changes)
