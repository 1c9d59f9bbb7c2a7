"""handleInstallSnapshot, the last part: what a follower takes over, keeps and answers."""

import itertools

from msgspec.structs import replace

from raftlab.checks import CheckFailure, check
from raftlab.checks.case_failures import judge_cases
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene08.follower_settings import (
    COMPACTED,
    INSTALL_SETTINGS,
    OLDER_START,
    PLAIN,
    FollowerSetting,
    next_deployment,
    place_in_setting,
    waiting_calls,
)
from raftlab.labs.scene08.follower_states import (
    CASES,
    FIVE,
    LARGE,
    LOG,
    TERMS,
    WITHOUT_S3,
    follower_result_text,
    give_parts,
    has_other_voters,
    holds_conflict,
    place_follower,
)
from raftlab.labs.scene08.messages import CHUNK_CHARACTERS, InstallSnapshot, InstallSnapshotReply
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
from raftlab.server import AppendEntries, AppendEntriesReply, Command, Configuration, Entry, Send
from raftlab.worker.responses import SnapshotEffect

HAS_PART = "(S3 had a part of the snapshot up to index 7.) "
HAS_LED = "(S3 led term 3, and its clients wait.) "
FAR_TERM = 900
LED = [1, 1, 2, 2, 3, 4, 4]
"""The log of a server that has led term 4."""


@check(
    points=4,
    paper="§7; Figure 13 (steps 1 to 8)",
    ask="what does the follower take over with the last part, and what does it tell the leader?",
)
def test_snapshot_is_installed(lab: Lab) -> None:
    """A follower that has all parts takes over the snapshot: indexes, machine, sessions, configuration."""
    four = Configuration(("S1", "S2", "S3", "S4"))
    settings = itertools.cycle(INSTALL_SETTINGS)
    for configuration in (None, four, *MIXED, WITHOUT_S3):
        for terms in [terms for terms, _ in CASES] if configuration in (None, four) else [[1, 1]]:
            snapshot = snapshot_of(lab, LOG[:FIVE], configuration)
            follower, words = place_in_setting(lab, next(settings), numbered_log(terms), LOG[:4])
            step = give_parts(follower, snapshot_part_messages(snapshot, 4))
            reply = last_part_reply(step)
            digest = machine_after_log(lab, LOG[:FIVE])[0]
            there = follower.commitIndex == follower.lastApplied == FIVE and follower.lastIndex >= FIVE
            if not there or reply is None or reply.matchIndex != FIVE or reply.lastIncludedIndex != FIVE:
                raise CheckFailure(words + follower_result_text(follower, terms, step))
            if follower.observation.digest != digest and configuration is None:
                text = str(follower.call("machine_text").result)[:200]
                raise CheckFailure(
                    f"{words}{follower_result_text(follower, terms)} Its machine was {text}.", safety="SameState"
                )
            if follower.observation.configuration != configuration and terms[:FIVE] != TERMS[:FIVE]:
                used = member_text(follower.observation.configuration)
                raise CheckFailure(f"{words}{follower_result_text(follower, terms)} Its configuration was {used}.")
    for lost, configuration in itertools.product((four, *MIXED, WITHOUT_S3), (None, *MIXED, WITHOUT_S3)):
        check_lost_configuration(lab, lost, configuration)
    check_deposed_leader(lab)
    check_first_part_is_not_all(lab)
    check_other_parts(lab)


def check_deposed_leader(lab: Lab) -> None:
    """CheckFailure if a leader for whose entries clients wait does not install the snapshot of the next leader."""
    for terms in (LED, [1, 1, 4, 4]):
        server, words = place_in_setting(lab, FollowerSetting(is_deposed=True), numbered_log(terms), LOG[:4], 5)
        step = give_parts(server, snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 5))
        if server.commitIndex != FIVE:
            raise CheckFailure(words + follower_result_text(server, terms, step))


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
    settings = itertools.cycle(each for each in INSTALL_SETTINGS if each != PLAIN)
    cases = [(terms, rest, 4, next(settings)) for terms, rest in CASES for _ in range(2) if rest]
    for terms, rest, term, setting in (*cases, (LED, [4, 4], 5, FollowerSetting(is_deposed=True))):
        follower, words = place_in_setting(lab, setting, numbered_log(terms), LOG[:4], term)
        give_parts(follower, snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), term))
        if [each.term for each in follower.log][-len(rest) :] != rest or follower.lastIndex != len(terms):
            raise CheckFailure(words + follower_result_text(follower, terms), safety="CommittedIsDurable")
        follower.restart()
        if follower.lastIndex != len(terms):
            text = f"{words}{follower_result_text(follower, terms)[:-1]}, after a restart."
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

    def check_log(case: tuple[int, list[int]]) -> None:
        number, terms = case
        term = (4, FAR_TERM)[number % 2]
        setting = INSTALL_SETTINGS[number % len(INSTALL_SETTINGS)]
        follower, words = place_in_setting(lab, setting, numbered_log(terms), LOG[:4], term)
        give_parts(follower, snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), term))
        story = words + follower_result_text(follower, terms)
        for again in ("", " It restarted."):
            if follower.log or follower.log_start != (FIVE, 3):
                raise CheckFailure(
                    f"{story}{again} Its log: {compacted_text(follower)}.",
                    safety="LogMatching" if holds_conflict(follower) else "",
                )
            follower.restart()
        step = follower.deliver(AppendEntries(term, "S1", FIVE, 3, numbered_log([4], 6), FIVE))
        taken = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply) and m.success]
        if not taken or follower.lastIndex != FIVE + 1:
            text = f"{story} An append with prevLogIndex {FIVE}, prevLogTerm 3 did not fit."
            raise CheckFailure(text, safety="")

    judge_cases(check_log, enumerate(terms for terms, rest in CASES if not rest and terms != TERMS[:FIVE]))


@check(
    points=2,
    explained_by=[test_snapshot_is_installed],
    safety="AckIsDurable",
    paper="§7; Figure 2 (persistent state)",
    ask="what is on the disk after each action, and what did the leader hear?",
)
def test_installed_before_acknowledged(lab: Lab) -> None:
    """After a crash between any two actions log and snapshot fit together, and hold all that the leader was told."""
    for terms, setting in (
        ([1, 1], PLAIN),
        ([1, 1], FollowerSetting(commit=2)),
        ([1, 1], COMPACTED),
        ([1] * 7, COMPACTED),
        ([1, 1, 2, 2, 3, 3], OLDER_START),
    ):
        parts = snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4)
        log, deployment = numbered_log(terms), next_deployment(lab)
        first, words = place_in_setting(lab, setting, log, LOG[:4], deployment=deployment)
        count = len(give_parts(first, parts).effects)
        for effects in range(count + 1):
            follower, words = place_in_setting(lab, setting, log, LOG[:4], deployment=deployment)
            step = give_parts(follower, parts)
            told = any(isinstance(each, Send) for each in step.effects[:effects])
            follower.restart_within(step, effects)
            whole = follower.log_start[0] <= follower.lastApplied
            start = follower.log_start[0]
            has_all = follower.lastApplied >= FIVE or follower.log[: FIVE - start] == LOG[start:FIVE]
            if not whole or (told and not has_all) or follower.lastIndex < min(2, len(terms)):
                raise CheckFailure(
                    f"{words}S3 (log {' '.join(map(str, terms))}) got the last part of the snapshot up to index "
                    f"{FIVE}, and crashed after {effects} of its {count} actions. After the restart it was "
                    f"{compacted_text(follower)}, with lastApplied {follower.lastApplied}"
                    f"{'; it had told the leader that it has the snapshot' if told else ''}."
                )


@check(
    points=2,
    explained_by=[test_snapshot_is_installed, "test_failed_write_keeps_the_log"],
    paper="§7; the contract of handleInstallSnapshot",
    ask="nothing is installed: which part does the follower want next, and what has it told the leader?",
)
def test_failed_install_is_tried_again(lab: Lab) -> None:
    """If the disk fails at the last part nothing is installed, and with a working disk the transfer then ends."""
    for terms, setting in (([1, 1], FollowerSetting(commit=2)), ([1] * 7, COMPACTED), ([1] * 7, PLAIN)):
        parts = snapshot_part_messages(snapshot_of(lab, LOG[:FIVE]), 4)
        follower, words = place_in_setting(lab, setting, numbered_log(terms), LOG[:4])
        before = follower.observation
        for attempt in range(1, 5):
            reply = last_part_reply(give_parts(follower, parts, disk_fails=True))
            after = follower.observation
            kept = (before.log, before.log_start, before.commitIndex) == (after.log, after.log_start, after.commitIndex)
            if not kept or (reply is not None and reply.matchIndex):
                times = f", {attempt} times" if attempt > 1 else ""
                raise CheckFailure(
                    f"{words}S3 (log {' '.join(map(str, terms))}) could not save the snapshot up to index {FIVE}"
                    f"{times}: then it was {compacted_text(follower)}, and {reply_text(reply)}.",
                    safety="AckIsDurable",
                )
        if setting == COMPACTED:
            check_transfer_goes_on(lab, follower, reply)
            continue
        pair = place_pair(lab, [1, 1, 2, 2, 3, 3, 4], FIVE, terms)
        failures = iter((True, True))
        deliver = pair.deliver

        def deliver_badly(message: object, disk_fails: bool = False) -> list:  # type: ignore[type-arg]
            fails = isinstance(message, InstallSnapshot) and message.done and next(failures, False)  # noqa: B023
            return deliver(message, fails)  # type: ignore[arg-type]  # noqa: B023

        pair.deliver = deliver_badly  # type: ignore[method-assign,assignment]
        pair.exchange()


def check_transfer_goes_on(lab: Lab, follower: PlacedServer, reply: InstallSnapshotReply | None) -> None:
    """CheckFailure if a follower whose disk failed, and works again, does not get the snapshot as it asks for it."""
    snapshot = snapshot_of(lab, LOG[:FIVE])
    parts = snapshot_part_messages(snapshot, 4)
    for _ in range(2 * len(parts)):
        at = reply.offset if reply is not None else 0
        data = snapshot.data[at : at + CHUNK_CHARACTERS]
        reply = last_part_reply(
            follower.deliver(replace(parts[0], offset=at, data=data, done=at + len(data) == len(snapshot.data)))
        )
        if reply is not None and reply.matchIndex == FIVE == follower.commitIndex:
            return
    raise CheckFailure(
        f"S3 could not save the snapshot up to index {FIVE}. Then its disk worked, and it got the parts that it asked "
        f"for: it was {compacted_text(follower)}, and {reply_text(reply)}.",
        safety="",
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
    newer = snapshot_part_messages(snapshot_of(lab, numbered_log([*TERMS, 4])), 4)[0]
    for number, (start, commit) in enumerate(((0, 3), (0, 5), (2, 3), (3, 3), (5, 6))):
        led = {"role": "leader", "term": 3, "waiting": waiting_calls(LOG, 4, 3)} if number == 2 else {"term": 4}
        follower = place_compacted_server(lab, TERMS, start, server="S3", commit_index=commit, **led)
        words = {1: HAS_PART, 2: HAS_LED, 3: HAS_PART}.get(number, "")
        if words == HAS_PART:
            follower.deliver(newer)
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
                    f"{words}S3 had log 1 1 2 2 3 3, behind index {start}, and commitIndex {commit}. It got a part of "
                    f"the snapshot up to index 3: then it was {compacted_text(follower)}.",
                    safety="CommittedNeverChanges",
                )
            named = reply is not None and (reply.term, reply.followerId, reply.lastIncludedIndex) == (4, "S3", 3)
            if reply is not None and not named:
                raise CheckFailure(
                    f"{words}S3, in term 4 with commitIndex {commit}, got a part of the snapshot up to index 3: it "
                    f"answered {reply}.",
                    safety="",
                )
            if reply is None or not 3 <= reply.matchIndex <= commit:
                raise CheckFailure(
                    f"{words}S3, with commitIndex {commit}, got a part of the snapshot up to index 3: "
                    f"{reply_text(reply)}."
                )
