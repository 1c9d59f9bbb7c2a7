"""handleInstallSnapshot, part by part: what a follower collects, and whom it hears."""

import itertools

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.labs.scene08.follower_settings import (
    COMPACTED,
    INSTALL_SETTINGS,
    PLAIN,
    WITHOUT_S1,
    FollowerSetting,
    place_in_setting,
)
from raftlab.labs.scene08.follower_states import (
    FIVE,
    LOG,
    TERMS,
    WITHOUT_S3,
    give_parts,
    has_other_voters,
    is_mixed,
    place_follower,
)
from raftlab.labs.scene08.messages import InstallSnapshotReply
from raftlab.labs.scene08.snapshot_states import (
    MIXED,
    compacted_text,
    last_part_reply,
    machine_after_log,
    member_text,
    numbered_log,
    place_compacted_server,
    place_pair,
    reply_text,
    snapshot_of,
    snapshot_part_messages,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Configuration, Snapshot


@check(
    points=3,
    explained_by=["test_snapshot_is_installed"],
    paper="Figure 13 (steps 2 to 5); the contract of handleInstallSnapshot",
    ask="which characters does the follower have, and which of the parts bring the next ones?",
)
def test_doubled_and_late_parts_do_no_harm(lab: Lab) -> None:
    """Parts that come twice, late or out of order neither end a transfer nor spoil it."""
    snapshot = snapshot_of(lab, LOG[:FIVE])
    digest = machine_after_log(lab, LOG[:FIVE])[0]
    parts = snapshot_part_messages(snapshot, 4)
    last = len(parts) - 1
    orders = (
        [0, 0, 1, 1, *range(2, last + 1)],
        [0, 1, 0, *range(2, last + 1)],
        [*range(last), 0, last],
        [0, last, *range(1, last + 1)],
        [last, 0, last, *range(1, last + 1)],
        [1, *range(last + 1)],
    )
    for order, setting in zip(orders, INSTALL_SETTINGS, strict=False):
        follower, words = place_in_setting(lab, setting, LOG[:2])
        commit = follower.commitIndex
        for step_number, number in enumerate(order):
            step = follower.deliver(parts[number])
            early = len(set(order[: step_number + 1])) <= last  # a follower may keep a part that comes before its turn
            reply = last_part_reply(step)
            if early and (follower.commitIndex != commit or reply is None or reply.matchIndex):
                break
        else:
            early = False
        if early or follower.commitIndex != FIVE or follower.observation.digest != digest:
            told = ", ".join(str(number + 1) for number in order[: step_number + 1])
            raise CheckFailure(
                f"{words}The parts {told} of {len(parts)} came, in this order: then S3 was "
                f"{compacted_text(follower)}, and {reply_text(last_part_reply(step))}."
            )


@check(
    points=3,
    explained_by=[test_doubled_and_late_parts_do_no_harm],
    safety="SameState",
    paper="Figure 13; the contract of handleInstallSnapshot",
    ask="the follower has some characters: of which snapshot are they, and from which leader?",
)
def test_parts_of_two_transfers_are_not_mixed(lab: Lab) -> None:
    """Parts of an earlier transfer are not mixed into the next one, of a newer snapshot or of another leader."""
    newer = snapshot_of(lab, LOG[:FIVE])
    other = Snapshot(FIVE, 3, None, newer.data.replace('"x"', '"other"'))
    older, six = (
        Snapshot(end, TERMS[end - 1], None, snapshot_of(lab, LOG[:end]).data.replace('"x"', '"other"'))
        for end in (3, 6)
    )
    digest = machine_after_log(lab, LOG[:FIVE])[0]
    settings = itertools.cycle(each for each in INSTALL_SETTINGS if not each.part_end)
    for story, first in (
        ("S1, leader of term 4, had sent a part of a snapshot up to index 3", snapshot_part_messages(older, 4)[:1]),
        (
            "S2, leader of term 3, had sent a part of another snapshot up to index 5",
            snapshot_part_messages(other, 3, "S2")[:1],
        ),
        (
            "S1, leader of term 3 too, had sent a part of another snapshot up to index 5",
            snapshot_part_messages(other, 3)[:1],
        ),
        ("S2, leader of term 3, had sent two parts of another snapshot", snapshot_part_messages(other, 3, "S2")[:2]),
        ("S2, leader of term 3, had sent a part of a snapshot up to index 6", snapshot_part_messages(six, 3, "S2")[:1]),
    ):
        for begins in (0, 1):
            follower, words = place_in_setting(lab, next(settings), LOG[:2], term=3)
            commit = follower.commitIndex
            for part in first:
                follower.deliver(part)
            parts = snapshot_part_messages(newer, 4)
            step = give_parts(follower, parts[begins:])
            if begins:
                wrong = follower.commitIndex != commit
                step = give_parts(follower, parts) if not wrong else step
            if follower.commitIndex != FIVE or follower.observation.digest != digest:
                raise CheckFailure(
                    f"{words}{story}. Then S1, leader of term 4, sent the snapshot up to index 5 from part "
                    f"{begins + 1} on{', and once more from the first' if begins else ''}: S3 was "
                    f"{compacted_text(follower)}, and {reply_text(last_part_reply(step))}.",
                    safety="SameState" if is_mixed(lab, follower, commit) else "",
                )
    for has_older, end in ((False, 3), (True, 3), (False, 4)):
        follower, words = place_in_setting(lab, next(settings), LOG[:2])
        commit = follower.commitIndex
        parts, late = snapshot_part_messages(newer, 4), snapshot_part_messages(snapshot_of(lab, LOG[:end]), 4)
        for part in (*(late if has_older else ()), *parts[:-1], late[0], parts[-1]):
            follower.deliver(part)
        if follower.commitIndex != FIVE or follower.observation.digest != digest:
            raise CheckFailure(
                f"{words}A late part of the snapshot up to index {end}{', which S3 has,' if has_older else ''} came "
                f"before the last part of the one up to index 5, of the same leader: S3 was "
                f"{compacted_text(follower)}.",
                safety="SameState" if is_mixed(lab, follower, commit) else "",
            )
    for first_end, end in ((3, 4), (5, 6)):
        follower, words = place_in_setting(lab, next(settings), LOG[:2])
        commit = follower.commitIndex
        follower.deliver(snapshot_part_messages(snapshot_of(lab, LOG[:first_end]), 4)[0])
        step = give_parts(follower, snapshot_part_messages(snapshot_of(lab, LOG[:end]), 4))
        if follower.commitIndex != end or follower.observation.digest != machine_after_log(lab, LOG[:end])[0]:
            raise CheckFailure(
                f"{words}S1, leader of term 4, had sent a part of a snapshot up to index {first_end}, and then sent "
                f"all parts of the one up to index {end}: S3 was {compacted_text(follower)}, and "
                f"{reply_text(last_part_reply(step))}.",
                safety="SameState" if is_mixed(lab, follower, commit) else "",
            )
    follower = place_follower(lab, [1, 1])
    for end, configuration in zip(range(2, 7), (None, *MIXED, WITHOUT_S3, None), strict=True):
        step = give_parts(follower, snapshot_part_messages(snapshot_of(lab, LOG[:end], configuration), 4))
        there = follower.commitIndex == end and follower.observation.configuration == configuration
        if not there or (configuration is None and follower.observation.digest != machine_after_log(lab, LOG[:end])[0]):
            used = member_text(follower.observation.configuration)
            raise CheckFailure(
                f"S1, leader of term 4, sent the snapshots up to index 2, 3 and so on, each one whole. After the one "
                f"up to {end}, with the configuration of {member_text(configuration)}, S3 was "
                f"{compacted_text(follower)}, its configuration that of {used}, and "
                f"{reply_text(last_part_reply(step))}.",
                safety=property_broken_by_transfers(lab, follower, end, configuration),
            )


def property_broken_by_transfers(
    lab: Lab, follower: PlacedServer, end: int, configuration: Configuration | None
) -> str:
    """Return what a follower breaks that has the snapshot up to `end`; "" if it has not taken it, or has it right."""
    if follower.commitIndex == end and has_other_voters(follower.observation.configuration, configuration):
        return "ElectionSafety"
    return "SameState" if configuration is None and is_mixed(lab, follower) else ""


@check(
    points=2,
    explained_by=[
        "test_snapshot_is_installed",
        "test_follower_that_lost_the_parts_gets_the_first",
        "test_log_begins_after_the_snapshot",
    ],
    paper="§7; Figure 13",
    ask="the follower has forgotten the earlier parts: how does the leader learn that?",
)
def test_transfer_goes_on_after_a_restart(lab: Lab) -> None:
    """If the follower restarts between two parts, or compacts its log, the transfer ends all the same."""
    check_compaction_between_parts(lab)
    for restart_at in (2, 3):
        pair = place_pair(lab, [1, 1, 2, 2, 3, 3, 4], FIVE)

        def restart(number: int, message: object, at: int = restart_at) -> None:
            if number == at:
                pair.follower.restart()  # noqa: B023

        pair.exchange(restart)


def check_compaction_between_parts(lab: Lab) -> None:
    """CheckFailure if a follower that has a part of a snapshot does not compact its log, or does not get the rest."""
    follower = place_follower(lab, [1, 1, 2, 2], commit=3)
    parts = snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4)
    follower.deliver(parts[0])
    follower.compact(2)
    if follower.log_start != (2, 1):
        raise CheckFailure(
            "S3 (term 4, log 1 1 2 2, commitIndex 3) got the first part of a snapshot, and was asked to compact its "
            f"log up to 2: then it was {compacted_text(follower)}."
        )
    give_parts(follower, parts)
    if follower.commitIndex != FIVE or follower.observation.digest != machine_after_log(lab, LOG[:FIVE])[0]:
        raise CheckFailure(
            f"S3 got the first part of the snapshot up to index {FIVE}, compacted its log up to 2, and got all parts: "
            f"then it was {compacted_text(follower)}."
        )


@check(
    points=2,
    explained_by=["test_snapshot_is_installed"],
    paper="§5.2; §7",
    ask="who sends the parts of a snapshot, and what does a follower that hears from it do?",
)
def test_part_counts_as_hearing_the_leader(lab: Lab) -> None:
    """A part keeps a follower from an election, as a heartbeat does, and its answer keeps the leader leading."""
    part = snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4)[0]
    for terms, commit in (([1, 1], 0), (TERMS, 6)):
        for role in ("follower", "candidate"):
            follower = lab.place("S3", term=4, role=role, log=numbered_log(terms), commit_index=commit)
            step = follower.deliver(part, now=1000.0)
            started = any(each.name == "election" for each in step.timers)
            if follower.role != "follower" or follower.leaderId != "S1" or not started:
                raise CheckFailure(
                    f"S3, {role} in term 4, got a part of S1's snapshot: then it was {follower.role}, its leaderId "
                    f"{follower.leaderId}, and its election timer {'started again' if started else 'ran on'}."
                )
            asked = follower.deliver(PreVote(4, "S2", 5, 99, 4), now=1010.0)
            if any(isinstance(m, PreVoteReply) and m.voteGranted for _, m in asked.sent_messages):
                raise CheckFailure("10 ms after a part of S1's snapshot S3 granted S2 a pre-vote.")
    check_each_part_is_heard(lab)
    check_still_hears(lab)
    check_leader_leads_on(lab)
    leader = place_compacted_server(lab, TERMS, FIVE, role="leader", term=4, next_index={"S2": 7, "S3": 1})
    for offset in (32, 64):
        leader.fire_timer("heartbeat", now=1020.0)
        leader.deliver(InstallSnapshotReply(4, "S3", FIVE, offset), now=1100.0)
        leader.fire_timer("quorum", now=1200.0)
        if leader.role != "leader":
            raise CheckFailure(
                f"S2 is down, and S3 answered that it has {offset} characters of the snapshot. The quorum timer of S1 "
                f"fired, and S1 was {leader.role} then."
            )


def check_each_part_is_heard(lab: Lab) -> None:
    """CheckFailure if some part is no heartbeat: one that comes twice, late, or after the election timer fired."""
    parts = snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4)
    late = snapshot_part_messages(snapshot_of(lab, LOG[:3]), 4)[0]
    for setting in (PLAIN, COMPACTED, FollowerSetting(cluster=WITHOUT_S1)):
        follower, words = place_in_setting(lab, setting, LOG[:2])
        for number, (event, message) in enumerate(
            (
                ("the first part of S1's snapshot", parts[0]),
                ("that part once more", parts[0]),
                ("a late part of an older snapshot of S1", late),
                ("the second part of the newer one", parts[1]),
                ("that part after its election timer fired", parts[1]),
            )
        ):
            if "timer" in event:
                if not follower.options.preVote:
                    break  # it would be a candidate of a newer term
                follower.fire_timer("election", now=1000.0 + number)
            was, vote = follower.role, follower.votedFor
            step = follower.deliver(message, now=1000.0 + number)
            started = any(each.name == "election" for each in step.timers)
            if follower.role != "follower" or follower.leaderId != "S1" or not started or follower.votedFor != vote:
                raise CheckFailure(
                    f"{words}S3, {was} in term 4 that voted for {vote}, got {event}: then it was "
                    f"{follower.role}, its leaderId {follower.leaderId}, its vote {follower.votedFor}, and its "
                    f"election timer {'started again' if started else 'ran on'}."
                )


def check_still_hears(lab: Lab) -> None:
    """CheckFailure if a follower forgets that it heard its leader when it installs, compacts, or gets late messages."""
    parts = snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4)
    old = snapshot_part_messages(snapshot_of(lab, LOG[:3]), 4)[0]
    late = AppendEntries(4, "S1", 2, 1, LOG[2:4], FIVE)
    installed = place_follower(lab, [1, 1])
    compacted = place_compacted_server(lab, TERMS, FIVE, server="S3", term=4, commit_index=6)
    for server, messages, event in (
        (installed, parts, "all parts of S1's snapshot"),
        (compacted, [late], "entries 3 and 4 of S1"),
        (compacted, [old], "a part of a snapshot up to index 3"),
        (compacted, [late], "entries 3 and 4 of S1, and a request to compact its log up to 6"),
    ):
        for message in messages:
            server.deliver(message, now=1000.0)
        if "compact" in event:
            server.compact(6, now=1005.0)
        asked = server.deliver(PreVote(4, "S2", 5, 99, 4), now=1010.0)
        if any(isinstance(m, PreVoteReply) and m.voteGranted for _, m in asked.sent_messages):
            raise CheckFailure(f"S3 got {event}; 10 ms later it granted S2 a pre-vote.")


def check_leader_leads_on(lab: Lab) -> None:
    """CheckFailure if a leader forgets whom it heard when an answer about its snapshot comes, or when it compacts."""
    for event, reply in (
        ("S3 answered that it has 32 characters", InstallSnapshotReply(4, "S3", FIVE, 32)),
        ("S3 answered that it has the snapshot", InstallSnapshotReply(4, "S3", FIVE, 0, FIVE)),
        ("S1 compacted its log", None),
    ):
        nexts = {"S2": 7, "S3": 1, "S4": 7, "S5": 7}
        leader = place_compacted_server(
            lab, TERMS, FIVE, role="leader", cluster=5, term=4, next_index=nexts, commit_index=6
        )
        leader.fire_timer("heartbeat", now=1000.0)
        for follower in ("S2", "S4"):
            leader.deliver(AppendEntriesReply(4, follower, True, 6, 6), now=1010.0)
        if reply is None:
            leader.compact(6, now=1020.0)
        else:
            leader.deliver(reply, now=1020.0)
        leader.fire_timer("quorum", now=1200.0)
        if leader.role != "leader":
            raise CheckFailure(
                f"S2 and S4 answered S1, leader of five servers. Then {event}, and S1's quorum timer fired: S1 was "
                f"{leader.role} then."
            )
