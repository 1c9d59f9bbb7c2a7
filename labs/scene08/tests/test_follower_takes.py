"""handleInstallSnapshot and handleAppendEntries: what a follower makes of a snapshot, and of entries below its own."""

import itertools
from collections.abc import Sequence

from msgspec.structs import replace

from raftlab.checks import CheckFailure, check
from raftlab.checks.case_failures import judge_cases
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene03a.messages import PreVote, PreVoteReply
from raftlab.labs.scene08.messages import CHUNK_CHARACTERS, InstallSnapshot, InstallSnapshotReply
from raftlab.labs.scene08.snapshot_states import (
    MIXED,
    compacted_text,
    is_machine_wrong,
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
from raftlab.server import AppendEntries, AppendEntriesReply, Command, Configuration, Entry, Send, Snapshot
from raftlab.worker.responses import SnapshotEffect

TERMS = [1, 1, 2, 2, 3, 3]
LOG = numbered_log(TERMS)
WITHOUT_S3 = Configuration(("S1", "S2"))
"""S3 is no member yet, or no longer: its leader sends it what a snapshot of earlier holds."""
FIVE = 5
"""The index up to which S1's snapshot stands; the entry there is of term 3."""
LARGE = 700
"""The characters of one value, which make a snapshot of more than twenty parts."""
CASES: tuple[tuple[list[int], list[int]], ...] = (
    ([], []),
    ([1, 1], []),
    ([1, 1, 2, 2], []),
    ([1, 1, 1, 1, 1, 1, 1], []),
    ([1, 1, 2, 2, 2], []),
    ([1] * 9, []),
    ([1, 1, 2, 2, 2, 2, 2], []),
    ([1, 1, 2, 2, 3], []),
    ([1, 1, 2, 2, 3, 3], [3]),
    ([1, 1, 2, 2, 3, 3, 3, 3], [3, 3, 3]),
    ([1, 1, 2, 2, 3, 4, 4], [4, 4]),
)
"""The terms of a follower's log, and of what is left behind index 5 after the snapshot of (5, term 3)."""


def place_follower(lab: Lab, terms: Sequence[int], commit: int = 0, term: int = 4) -> PlacedServer:
    """Place S3, in term 4."""
    machine = {"x": "".join(each.command.value for each in numbered_log(terms)[:commit] if each.command)}
    return lab.place("S3", term=term, log=numbered_log(terms), commit_index=commit, machine=machine)


def give_parts(follower: PlacedServer, parts: Sequence[InstallSnapshot], disk_fails: bool = False) -> ServerStep:
    """Deliver parts of a snapshot, perhaps on a disk that fails at every part; return the last step."""
    return [follower.deliver(part, disk_fails=disk_fails) for part in parts][-1]


def follower_result_text(follower: PlacedServer, terms: Sequence[int], step: ServerStep | None = None) -> str:
    """Return in words what became of a follower with a log of these terms that got the snapshot."""
    answer = f", and {reply_text(last_part_reply(step))}" if step else ""
    log = " ".join(map(str, terms)) or "empty"
    return (
        f"S3 (term 4, log {log}) got all parts of the snapshot up to index {FIVE} of term 3: then it was "
        f"{compacted_text(follower)}, with lastApplied {follower.lastApplied}{answer}."
    )


@check(
    points=4,
    paper="§7; Figure 13 (steps 1 to 8)",
    ask="what does the follower take over with the last part, and what does it tell the leader?",
)
def test_snapshot_is_installed(lab: Lab) -> None:
    """A follower that has all parts takes over the snapshot: indexes, machine, sessions, configuration."""
    four = Configuration(("S1", "S2", "S3", "S4"))
    for terms, _ in CASES:
        for configuration in (None, four, *((*MIXED, WITHOUT_S3) if terms == [1, 1] else ())):
            snapshot = snapshot_of(lab, LOG[:FIVE], configuration)
            follower = place_follower(lab, terms)
            step = give_parts(follower, snapshot_part_messages(snapshot, 4))
            reply = last_part_reply(step)
            digest = machine_after_log(lab, LOG[:FIVE])[0]
            there = follower.commitIndex == follower.lastApplied == FIVE and follower.lastIndex >= FIVE
            if not there or reply is None or reply.matchIndex != FIVE or reply.lastIncludedIndex != FIVE:
                raise CheckFailure(follower_result_text(follower, terms, step))
            if follower.observation.digest != digest and configuration is None:
                text = str(follower.call("machine_text").result)[:200]
                raise CheckFailure(
                    f"{follower_result_text(follower, terms)} Its machine was {text}.", safety="SameState"
                )
            if follower.observation.configuration != configuration and terms[:FIVE] != TERMS[:FIVE]:
                used = member_text(follower.observation.configuration)
                raise CheckFailure(f"{follower_result_text(follower, terms)} Its configuration was {used}.")
    for lost, configuration in itertools.product((four, *MIXED, WITHOUT_S3), (None, *MIXED, WITHOUT_S3)):
        check_lost_configuration(lab, lost, configuration)
    check_first_part_is_not_all(lab)
    check_other_parts(lab)


def check_other_parts(lab: Lab) -> None:
    """CheckFailure if the parts of a large snapshot, or a last one without characters, are not the snapshot."""
    long_log = (*LOG[: FIVE - 1], Entry(3, Command("put", "p", "1" * LARGE)))
    for log, has_empty, size in (
        *((LOG[:FIVE], True, CHUNK_CHARACTERS), (long_log, False, CHUNK_CHARACTERS), (long_log, True, 20)),
        *((LOG[:FIVE], False, 1), (LOG[:FIVE], False, CHUNK_CHARACTERS - 1)),
    ):
        parts = snapshot_part_messages(snapshot_of(lab, log), 4, size=size)
        if has_empty:
            full, end = parts[-1], parts[-1].offset + len(parts[-1].data)
            parts[-1:] = [replace(full, done=False), replace(full, offset=end, data="")]
        follower = place_follower(lab, [1, 1])
        reply = last_part_reply(give_parts(follower, parts))
        there = follower.commitIndex == FIVE and follower.observation.digest == machine_after_log(lab, log)[0]
        if not there or reply is None or reply.matchIndex != FIVE:
            raise CheckFailure(
                f"S3 got a snapshot in {len(parts)} parts of {size} characters"
                f"{', the last one without characters' if has_empty else ''}: "
                f"then it was {compacted_text(follower)}, and {reply_text(reply)}."
            )


def check_first_part_is_not_all(lab: Lab) -> None:
    """CheckFailure if a follower that has committed many entries takes the first part for the whole snapshot."""
    for commit in (2, 4):
        follower = place_follower(lab, [1, 1, 2, 2], commit=commit, term=3)
        first = snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 3)[0]
        reply = last_part_reply(follower.deliver(first))
        if reply is None or reply.matchIndex or reply.offset != len(first.data) or follower.commitIndex != commit:
            raise CheckFailure(
                f"S3 (term 3, log 1 1 2 2, commitIndex {commit}) got the first part of the snapshot up to index "
                f"{FIVE}: then it was {compacted_text(follower)}, and {reply_text(reply)}."
            )


def check_lost_configuration(lab: Lab, lost: Configuration, configuration: Configuration | None) -> None:
    """CheckFailure if a configuration is still in force whose entry goes, because the snapshot does not match."""
    follower = lab.place("S3", term=4, log=(numbered_log([1])[0], Entry(1, None, lost)))
    give_parts(follower, snapshot_part_messages(snapshot_of(lab, LOG[:FIVE], configuration), 4))
    used = follower.observation.configuration
    if used != configuration:
        raise CheckFailure(
            f"S3's log was 1 1, entry 2 the configuration of {member_text(lost)}, not committed. It got all parts of "
            f"the snapshot up to index {FIVE} of term 3, with the configuration of {member_text(configuration)}: then "
            f"it was {compacted_text(follower)}, and its configuration that of {member_text(used)}."
        )


@check(
    points=2,
    explained_by=[test_snapshot_is_installed],
    safety="SameState",
    paper="§7; Figure 13 (step 8: reset the state machine)",
    ask="which keys did the machine have before, and which does the snapshot have?",
)
def test_machine_is_replaced(lab: Lab) -> None:
    """Keys and sessions that the snapshot does not have are gone."""
    snapshot = snapshot_of(lab, LOG[:FIVE])
    digest = machine_after_log(lab, LOG[:FIVE])[0]
    follower = lab.place("S3", term=4, log=[1, 1], commit_index=2, machine={"x": "1.2", "old": "1"})
    give_parts(follower, snapshot_part_messages(snapshot, 4))
    if follower.observation.digest != digest:
        text = str(follower.call("machine_text").result)[:200]
        raise CheckFailure(
            "S3's machine held the keys x and old; it got a snapshot with the key x and a session of client c: the "
            f"machine then was {text}.",
            safety="SameState" if follower.lastApplied >= FIVE else "",
        )


@check(
    points=3,
    explained_by=[test_snapshot_is_installed],
    safety="CommittedIsDurable",
    paper="§7; Figure 13 (step 6)",
    ask="which of the follower's entries have been acknowledged, and does the snapshot speak about them?",
)
def test_matching_suffix_stays(lab: Lab) -> None:
    """If the log holds the snapshot's last entry, what follows it stays."""
    for terms, rest in CASES:
        if rest:
            follower = place_follower(lab, terms, commit=2)
            give_parts(follower, snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4))
            if [each.term for each in follower.log][-len(rest) :] != rest or follower.lastIndex != len(terms):
                raise CheckFailure(follower_result_text(follower, terms), safety="CommittedIsDurable")
            follower.restart()
            if follower.lastIndex != len(terms):
                text = f"{follower_result_text(follower, terms)[:-1]}, after a restart."
                raise CheckFailure(text, safety="CommittedIsDurable")
    two = Configuration(("S1", "S2"))
    log = (*LOG[:FIVE], Entry(3, None, two))
    follower = lab.place("S3", term=4, log=log, commit_index=2, machine={"x": "1.1·1.2·"})
    give_parts(follower, snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4))
    if follower.observation.configuration != two:
        raise CheckFailure(
            f"{follower_result_text(follower, [each.term for each in log])} Entry 6 is the configuration "
            f"S1 S2; it used {member_text(follower.observation.configuration)}.",
            safety="ElectionSafety" if has_other_voters(follower.observation.configuration, two) else "",
        )


@check(
    points=2,
    explained_by=[test_snapshot_is_installed],
    safety="LogMatching",
    paper="§7; Figure 13 (step 7)",
    ask="does the follower's entry at the snapshot's last index have the same term, and what follows from that?",
)
def test_conflicting_log_is_deleted(lab: Lab) -> None:
    """If the log does not hold the snapshot's last entry, every entry goes, and the log goes on from the snapshot."""

    def check_log(terms: list[int]) -> None:
        follower = place_follower(lab, terms)
        give_parts(follower, snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4))
        story = follower_result_text(follower, terms)
        for again in ("", " It restarted."):
            if follower.log or follower.log_start != (FIVE, 3):
                raise CheckFailure(
                    f"{story}{again} Its log: {compacted_text(follower)}.",
                    safety="LogMatching" if holds_conflict(follower) else "",
                )
            follower.restart()
        step = follower.deliver(AppendEntries(4, "S1", FIVE, 3, (numbered_log([4], 6)[0],), FIVE))
        taken = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply) and m.success]
        if not taken or follower.lastIndex != FIVE + 1:
            text = f"{story} An append with prevLogIndex {FIVE}, prevLogTerm 3 did not fit."
            raise CheckFailure(text, safety="")

    judge_cases(check_log, [terms for terms, rest in CASES if not rest and terms != TERMS[:FIVE]])


def holds_conflict(follower: PlacedServer) -> bool:
    """Tell whether a follower that took the snapshot up to index 5 holds an entry which the leader's log does not."""
    start = follower.log_start[0]
    if start == FIVE and follower.log_start[1] != 3:
        return True
    is_taken = max(start, follower.commitIndex) >= FIVE
    return is_taken and follower.log != LOG[start:FIVE][: len(follower.log)]


@check(
    points=2,
    explained_by=[test_snapshot_is_installed],
    safety="AckIsDurable",
    paper="§7; Figure 2 (persistent state)",
    ask="what is on the disk after each action, and what did the leader hear?",
)
def test_installed_before_acknowledged(lab: Lab) -> None:
    """After a crash between any two actions log and snapshot fit together, and hold all that the leader was told."""
    for terms in ([1, 1], [1] * 7, [1, 1, 2, 2, 3, 3]):
        parts = snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4)
        count = len(give_parts(place_follower(lab, terms), parts).effects)
        for effects in range(count + 1):
            follower = place_follower(lab, terms)
            step = give_parts(follower, parts)
            told = any(isinstance(each, Send) for each in step.effects[:effects])
            follower.restart_within(step, effects)
            whole = follower.log_start[0] <= follower.lastApplied
            if not whole or (told and follower.lastIndex < FIVE) or follower.lastIndex < min(2, len(terms)):
                raise CheckFailure(
                    f"S3 (log {' '.join(map(str, terms))}) got the last part of the snapshot up to index {FIVE}, and "
                    f"crashed after {effects} of its {count} actions. After the restart it was "
                    f"{compacted_text(follower)}, with lastApplied {follower.lastApplied}"
                    f"{'; it had told the leader that it has the snapshot' if told else ''}."
                )


@check(
    points=3,
    explained_by=[test_snapshot_is_installed],
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
    for order in orders:
        follower = place_follower(lab, [1, 1])
        for step_number, number in enumerate(order):
            step = follower.deliver(parts[number])
            early = len(set(order[: step_number + 1])) <= last  # a follower may keep a part that comes before its turn
            reply = last_part_reply(step)
            if early and (follower.commitIndex or reply is None or reply.matchIndex):
                break
        else:
            early = False
        if early or follower.commitIndex != FIVE or follower.observation.digest != digest:
            told = ", ".join(str(number + 1) for number in order[: step_number + 1])
            raise CheckFailure(
                f"The parts {told} of {len(parts)} came, in this order: then S3 was {compacted_text(follower)}, and "
                f"{reply_text(last_part_reply(step))}."
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
            follower = place_follower(lab, [1, 1], term=3)
            for part in first:
                follower.deliver(part)
            parts = snapshot_part_messages(newer, 4)
            step = give_parts(follower, parts[begins:])
            if begins:
                wrong = follower.commitIndex != 0
                step = give_parts(follower, parts) if not wrong else step
            if follower.commitIndex != FIVE or follower.observation.digest != digest:
                raise CheckFailure(
                    f"{story}. Then S1, leader of term 4, sent the snapshot up to index 5 from part {begins + 1} on"
                    f"{', and once more from the first' if begins else ''}: S3 was {compacted_text(follower)}, and "
                    f"{reply_text(last_part_reply(step))}.",
                    safety="SameState" if is_mixed(lab, follower) else "",
                )
    for has_older, end in ((False, 3), (True, 3), (False, 4)):
        follower = place_follower(lab, [1, 1])
        parts, late = snapshot_part_messages(newer, 4), snapshot_part_messages(snapshot_of(lab, LOG[:end]), 4)
        for part in (*(late if has_older else ()), *parts[:-1], late[0], parts[-1]):
            follower.deliver(part)
        if follower.commitIndex != FIVE or follower.observation.digest != digest:
            raise CheckFailure(
                f"A late part of the snapshot up to index {end}{', which S3 has,' if has_older else ''} came before "
                f"the last part of the one up to index 5, of the same leader: S3 was {compacted_text(follower)}.",
                safety="SameState" if is_mixed(lab, follower) else "",
            )
    for first_end, end in ((3, 4), (5, 6)):
        follower = place_follower(lab, [1, 1])
        follower.deliver(snapshot_part_messages(snapshot_of(lab, LOG[:first_end]), 4)[0])
        step = give_parts(follower, snapshot_part_messages(snapshot_of(lab, LOG[:end]), 4))
        if follower.commitIndex != end or follower.observation.digest != machine_after_log(lab, LOG[:end])[0]:
            raise CheckFailure(
                f"S1, leader of term 4, had sent a part of a snapshot up to index {first_end}, and then sent all parts "
                f"of the one up to index {end}: S3 was {compacted_text(follower)}, and "
                f"{reply_text(last_part_reply(step))}.",
                safety="SameState" if is_mixed(lab, follower) else "",
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


def has_other_voters(used: Configuration | None, expected: Configuration | None) -> bool:
    """Tell whether other servers vote in one of two configurations than in the other."""
    initial = Configuration(("S1", "S2", "S3"))
    first, second = (
        {"new": {*each.voters}, "old": {*(each.old_voters or ())}} for each in (used or initial, expected or initial)
    )
    return first != second


def is_mixed(lab: Lab, follower: PlacedServer) -> bool:
    """Tell whether a follower installed what is no snapshot of the leader's log; without any it is only slow."""
    return follower.lastApplied > 0 and is_machine_wrong(lab, follower, LOG)


@check(
    points=2,
    explained_by=[
        test_snapshot_is_installed,
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
    explained_by=[test_snapshot_is_installed, "test_failed_write_keeps_the_log"],
    paper="§7; the contract of handleInstallSnapshot",
    ask="nothing is installed: which part does the follower want next, and what has it told the leader?",
)
def test_failed_install_is_tried_again(lab: Lab) -> None:
    """If the disk fails at the last part nothing is installed, and with a working disk the transfer then ends."""
    for terms in ([1, 1], [1] * 7):
        parts = snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4)
        follower = place_follower(lab, terms)
        for attempt in range(1, 5):
            reply = last_part_reply(give_parts(follower, parts, disk_fails=True))
            kept = follower.log == numbered_log(terms) and not follower.log_start[0] and not follower.commitIndex
            if not kept or (reply is not None and reply.matchIndex):
                times = f", {attempt} times" if attempt > 1 else ""
                raise CheckFailure(
                    f"S3 (log {' '.join(map(str, terms))}) could not save the snapshot up to index {FIVE}{times}: "
                    f"then it was {compacted_text(follower)}, and {reply_text(reply)}.",
                    safety="AckIsDurable",
                )
        pair = place_pair(lab, [1, 1, 2, 2, 3, 3, 4], FIVE, terms)
        failures = iter((True, True))
        deliver = pair.deliver

        def deliver_badly(message: object, disk_fails: bool = False) -> list:  # type: ignore[type-arg]
            fails = isinstance(message, InstallSnapshot) and message.done and next(failures, False)  # noqa: B023
            return deliver(message, fails)  # type: ignore[arg-type]  # noqa: B023

        pair.deliver = deliver_badly  # type: ignore[method-assign,assignment]
        pair.exchange()


@check(
    points=2,
    explained_by=[test_snapshot_is_installed],
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


@check(
    points=3,
    safety="AckIsDurable",
    paper="§7; Figure 2 (AppendEntries, steps 2 to 4)",
    ask="which of these entries does the snapshot cover, and what is at the other indexes?",
)
def test_append_below_the_log_is_taken(lab: Lab) -> None:
    """An append that begins below the log's first index deletes nothing, brings what is new, and is a heartbeat too."""
    whole = numbered_log([1, 1, 2, 2, 3, 3, 3, 3, 3])

    def check_append(case: tuple[int, int]) -> None:
        prev, end = case
        follower = place_compacted_server(lab, [1, 1, 2, 2, 3, 3, 3], FIVE, server="S3", term=3)
        message = AppendEntries(3, "S1", prev, [0, 1, 1, 2, 2][prev], whole[prev:end], max(FIVE, end))
        step = follower.deliver(message)
        replies = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply)]
        shown = acknowledged_index(step)
        story = (
            f"S3 (log 3 3, behind index {FIVE}) got entries {prev + 1} to {end}"
            if end > prev
            else f"S3 (log 3 3, behind index {FIVE}) got an append without entries and with prevLogIndex {prev}"
        )
        if follower.log_start[0] != FIVE or follower.log != whole[FIVE : max(7, end)]:
            keeps = follower.log_start[0] == FIVE and 2 <= len(follower.log) <= 4
            keeps = keeps and follower.log == whole[FIVE : follower.lastIndex] and shown <= follower.lastIndex
            text = f"{story}: then it was {compacted_text(follower)}."
            raise CheckFailure(text, safety="" if keeps else "AckIsDurable")
        if follower.currentTerm != 3:
            raise CheckFailure(f"{story} in term 3: then it was {compacted_text(follower)}.", safety="")
        if not replies or not replies[-1].success or not min(prev, end) <= replies[-1].matchIndex <= max(FIVE, end):
            told = f"it answered {replies[-1]}" if replies else "it did not answer"
            raise CheckFailure(f"{story}: {told}.", safety="AckIsDurable" if shown > max(FIVE, end) else "")
        if follower.commitIndex != max(FIVE, end):
            raise CheckFailure(
                f"{story}, with leaderCommit {max(FIVE, end)}: then its commitIndex was {follower.commitIndex}.",
                safety="CommittedIsDurable" if follower.commitIndex > max(FIVE, end) else "",
            )

    judge_cases(check_append, [(prev, end) for prev in range(5) for end in range(prev, 10)])
    check_late_append_is_heard(lab, whole)
    check_conflict_behind_a_late_append(lab)


def acknowledged_index(step: ServerStep) -> int:
    """Return up to which index a step acknowledged the leader's log, 0 if it did not."""
    replies = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply) and m.success]
    return max((reply.matchIndex for reply in replies), default=0)


def check_conflict_behind_a_late_append(lab: Lab) -> None:
    """CheckFailure if an append that begins below the log leaves there what conflicts with its entries."""
    leads = numbered_log([1, 1, 2, 2, 3, 4, 4])
    for rest, prev, end in itertools.product(([3, 3], [3], [3, 3, 3]), (2, 4), (6, 7)):
        follower = place_compacted_server(lab, [1, 1, 2, 2, 3, *rest], FIVE, server="S3", term=4)
        step = follower.deliver(AppendEntries(4, "S1", prev, [0, 1, 1, 2, 2][prev], leads[prev:end], FIVE))
        if follower.log != leads[FIVE:end] or follower.log_start[0] != FIVE:
            shown, had, log = acknowledged_index(step), follower.boot_step.observation.log, follower.log
            keeps = follower.log_start[0] == FIVE and log in (had, leads[FIVE:end][: len(log)])
            keeps = keeps and shown <= follower.lastIndex and log[: max(0, shown - FIVE)] == leads[FIVE:shown]
            replies = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply)]
            raise CheckFailure(
                f"S3 (log {' '.join(map(str, rest))}, behind index {FIVE}) got entries {prev + 1} to {end} of S1, the "
                f"leader of term 4, of the terms {' '.join(str(each.term) for each in leads[prev:end])}: then it was "
                f"{compacted_text(follower)}, and it answered {replies or 'nothing'}.",
                safety="" if keeps else "AckIsDurable" if log == had else "LogMatching",
            )


def check_late_append_is_heard(lab: Lab, entries: Sequence[Entry]) -> None:
    """CheckFailure if an append that begins below the log is not heard as one of the leader of this term."""
    for role, end in itertools.product(("follower", "pre-candidate", "candidate"), (3, FIVE, 7)):
        server = place_compacted_server(lab, [1, 1, 2, 2, 3, 3, 3], FIVE, server="S3", term=4, role=role)
        step = server.deliver(AppendEntries(4, "S1", 2, 1, tuple(entries[2:end]), FIVE), now=1000.0)
        started = any(each.name == "election" for each in step.timers)
        if server.role != "follower" or server.leaderId != "S1" or not started:
            raise CheckFailure(
                f"S3, {role} in term 4 (log 3 3, behind index {FIVE}), got entries 3 to {end} of S1, the leader of "
                f"term 4: then it was {server.role}, its leaderId {server.leaderId}, and its election timer "
                f"{'started again' if started else 'ran on'}.",
                safety="",
            )


@check(
    points=2,
    explained_by=[test_append_below_the_log_is_taken],
    paper="§7 (the last included index and term support the consistency check)",
    ask="which entry is before the first one of the log, and what is known of it?",
)
def test_append_after_the_snapshot_fits(lab: Lab) -> None:
    """An append that follows the snapshot's last entry fits, with the log empty or not; after a gap it does not."""
    for rest in ([], [3, 3]):
        for prev, term, fits in ((FIVE, 3, True), (8, 3, False), (FIVE + len(rest), 3, True)):
            follower = place_compacted_server(lab, [1, 1, 2, 2, 3, *rest], FIVE, server="S3", term=4)
            new = numbered_log([4], prev + 1)
            step = follower.deliver(AppendEntries(4, "S1", prev, term, new, FIVE))
            replies = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply)]
            stored = follower.lastIndex == prev + 1 and follower.log[-1:] == new
            if not replies or replies[-1].success != fits or stored != fits:
                raise CheckFailure(
                    f"S3's log ({' '.join(map(str, rest)) or 'empty'}) begins behind index {FIVE} of term 3. An append "
                    f"with prevLogIndex {prev}, prevLogTerm {term} "
                    f"{'was not taken' if fits else 'was taken'}: {compacted_text(follower)}."
                )


@check(
    points=2,
    explained_by=[test_snapshot_is_installed],
    paper="Figure 13; §7",
    ask="up to which index has this server committed, and what would it lose?",
)
def test_old_snapshot_changes_nothing(lab: Lab) -> None:
    """A snapshot of entries that the follower has committed changes nothing, and the leader hears that it has them."""
    parts = snapshot_part_messages(snapshot_of(lab, LOG[:3]), 4)
    for start, commit in ((0, 3), (0, 5), (2, 3), (3, 3), (5, 6)):
        follower = place_compacted_server(lab, TERMS, start, server="S3", term=4, commit_index=commit)
        before = follower.observation
        for part in parts:
            step = follower.deliver(part)
            reply, after = last_part_reply(step), follower.observation
            same = (before.log, before.log_start, before.commitIndex, before.lastApplied, before.digest) == (
                after.log,
                after.log_start,
                after.commitIndex,
                after.lastApplied,
                after.digest,
            )
            if not same or any(isinstance(each, SnapshotEffect) for each in step.effects):
                raise CheckFailure(
                    f"S3 had log 1 1 2 2 3 3, behind index {start}, and commitIndex {commit}. It got a part of the "
                    f"snapshot up to index 3: then it was {compacted_text(follower)}.",
                    safety="CommittedNeverChanges",
                )
        named = reply is not None and (reply.term, reply.followerId, reply.lastIncludedIndex) == (4, "S3", 3)
        if reply is not None and not named:
            raise CheckFailure(
                f"S3, in term 4 with commitIndex {commit}, got all parts of the snapshot up to index 3: it answered "
                f"{reply}.",
                safety="",
            )
        if reply is None or not 3 <= reply.matchIndex <= commit:
            raise CheckFailure(
                f"S3, with commitIndex {commit}, got all parts of the snapshot up to index 3: {reply_text(reply)}."
            )
