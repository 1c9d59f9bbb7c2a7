"""Transfers drawn at random, larger clusters, and snapshots below a leader of the reference's later layers."""

import itertools
from typing import Any

from hypothesis import example, given, seed, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import CLUSTER_SIZES
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene08.snapshot_states import (
    SnapshotPair,
    compacted_text,
    is_machine_wrong,
    lead_later,
    machine_after_log,
    numbered_log,
    place_compacted_server,
    place_pair,
    snapshot_of,
    snapshot_part_messages,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Options, Waiting
from raftlab.simulator.fault_rates import Faults

ROUGH = Faults(compact=0.4, disk_fails=0.15, drop=0.12, duplicate=0.12, straggle=0.12, crash=0.12, crash_inside=0.04)

AN_HOUR_MS = 3_600_000.0


def possible_terms(drawn: list[int], leads: list[int]) -> list[int]:
    """Return the beginning of `drawn` that a run can give beside the log `leads`: each term has one leader."""
    for place, term in enumerate(drawn):
        is_first = place == 0 or drawn[place - 1] != term
        if is_first and term in leads and (leads.index(term) != place or drawn[:place] != leads[:place]):
            return drawn[:place]
    return drawn


@check(
    points=2,
    explained_by=[
        "test_snapshot_is_installed",
        "test_parts_make_the_snapshot",
        "test_installed_snapshot_raises_match_index",
        "test_append_below_the_log_is_taken",
        "test_log_begins_after_the_snapshot",
        "test_parts_of_two_transfers_are_not_mixed",
        "test_matching_suffix_stays",
    ],
    safety="CommittedIsDurable",
    paper="§7; Figure 13 (steps 6 to 8)",
    ask="does the follower hold the snapshot's last entry, and what follows it?",
)
def test_hidden_any_log_meets_any_snapshot(lab: Lab) -> None:
    """Whatever log a follower has, a snapshot keeps what matches and drops what does not."""

    @seed(lab.seed)
    @settings(max_examples=25)
    @given(st.lists(st.integers(1, 7), max_size=7), st.integers(1, 6), st.booleans())
    @example([1] * 3, 2, True)
    @example([1] * 7, 1, True)
    @example([1] * 7, 6, True)
    @example([1] * 7, 3, False)
    @example([2, 4, 4, 6, 6], 2, False)
    def check_log(drawn: list[int], index: int, matches: bool) -> None:
        leads = [2, 4, 4, 6, 6, 8]
        terms = leads[:index] + [9] * len(drawn) if matches else possible_terms(sorted(drawn), leads)
        follower = lab.place("S3", term=9, log=numbered_log(terms))
        for part in snapshot_part_messages(snapshot_of(lab, numbered_log(leads)[:index]), 9):
            follower.deliver(part)
        keeps = terms[index:] if terms[index - 1 : index] == leads[index - 1 : index] else []
        digest = machine_after_log(lab, numbered_log(leads)[:index])[0]
        tail = [each.term for each in follower.log][-len(keeps) :] if keeps else []
        there = follower.commitIndex == index and follower.lastIndex == index + len(keeps) and tail == keeps
        if not there or follower.observation.digest != digest:
            raise CheckFailure(
                f"S3 (log {' '.join(map(str, terms)) or 'empty'}) got the snapshot up to index {index} of term "
                f"{leads[index - 1]}: then it was {compacted_text(follower)}.",
                safety=property_broken_by_install(lab, follower, terms, leads[:index], keeps),
            )

    check_log()
    check_each_deployment(lab)
    check_compaction_in_a_later_leadership(lab)


def check_compaction_in_a_later_leadership(lab: Lab) -> None:
    """CheckFailure if a server that has led before does not compact its log when it leads again."""
    terms = [1, 1, 2, 2, 3, 3, 4]
    leader = place_compacted_server(lab, terms, 4, role="leader", commit_index=6)
    lead_later(leader)
    leader.compact(6)
    if leader.role != "leader" or leader.log_start != (6, 3) or leader.log != numbered_log(terms)[6:]:
        raise CheckFailure(
            f"S1 led term 4, and term {leader.currentTerm} later. It was asked to compact its log up to 6: then it was "
            f"{compacted_text(leader)}."
        )


def property_broken_by_install(
    lab: Lab, follower: PlacedServer, terms: list[int], covered: list[int], keeps: list[int]
) -> str:
    """Return the safety property that a follower breaks after a snapshot; "" if it has only not taken it.

    terms: its log before. covered: the leader's log up to the snapshot's end. keeps: what must stay behind that.
    """
    end = len(covered)
    if [each.term for each in follower.log][len(follower.log) - len(keeps) :] != keeps:
        return "CommittedIsDurable"
    if follower.commitIndex < end:
        return "" if follower.log_start[0] or follower.log == numbered_log(terms) else "AckIsDurable"
    if follower.commitIndex > end or follower.lastIndex > end + len(keeps):
        return "CommittedIsDurable"
    return "SameState" if is_machine_wrong(lab, follower, numbered_log(covered)) else ""


@check(
    points=2,
    explained_by=[
        "test_append_below_the_log_is_taken",
        "test_append_after_the_snapshot_fits",
        "test_refusal_below_the_log_leads_to_the_snapshot",
    ],
    paper="§5.3, §7",
    ask="which of the two logs knows the term at that index, and what can the other side still send?",
)
def test_hidden_any_two_logs_become_equal(lab: Lab) -> None:
    """Wherever a leader's log begins and whatever a follower holds, the follower gets the leader's log."""
    leads = [1, 1, 2, 2, 3, 3, 4]
    for start in (1, 4, 6, 7):
        for follows in ([], [1], [1, 1, 2, 2, 3], [1, 1, 1, 1, 1, 1, 1, 1], leads, [1, 1, 2, 2, 3, 3, 3, 3], [3]):
            for next_index in (1, start, start + 1, 8):
                pair = place_pair(lab, leads, start, follows)
                pair.leader.deliver(AppendEntriesReply(4, "S3", False, max(0, next_index - 1)))
                pair.exchange()


def check_each_deployment(lab: Lab) -> None:
    """CheckFailure if a snapshot is sent, taken or installed otherwise in some deployment, cluster, term or hour."""
    for size, now, late in zip(CLUSTER_SIZES * 2, itertools.cycle((0.0, AN_HOUR_MS)), itertools.cycle((4, 4, 900))):
        place = {"cluster": size, "options": lab.next_deployment(calls_in_order=Options().calls_in_order), "term": late}
        try:
            check_exchange(lab, place, now)
        except CheckFailure as failure:
            story = f"One of {size} servers, term {late}, {now:.0f} ms after the start. {failure}"
            raise CheckFailure(story, safety=failure.safety or "") from failure


def check_exchange(lab: Lab, place: dict[str, Any], now: float) -> None:
    """CheckFailure if S2 does not get S1's snapshot and what follows, or if one of the two then does not compact.

    S2 holds entries 5 and 6, and a part of an older snapshot; S1's clients wait for entry 7.
    """
    term = place["term"]
    terms = [1, 1, 2, 2, 3, 3, term]
    log = numbered_log(terms)
    waiting = {7: Waiting(term, "d", 1)}
    known = {"next_index": {"S2": 1}, "waiting": waiting}
    leader = place_compacted_server(lab, terms, 4, role="leader", **known, **place)
    voted = "S3" if place["cluster"] >= 5 else "S1"
    follower = lab.place("S2", log=log[:6], voted_for=voted, commit_index=0, **place)
    older = snapshot_of(lab, log[:3])
    part = snapshot_part_messages(replace(older, data=older.data.replace('"x"', '"other"')), term)[0]
    follower.deliver(part, now=now)
    pair = SnapshotPair(leader, follower, [], "S2", now)

    def look(number: int, message: object) -> None:
        if follower.lastIndex < 6:
            raise CheckFailure(f"S2 held entries 5 and 6, and lost them: {pair.failure_text()}", safety="AckIsDurable")

    pair.exchange(look)
    follower.deliver(AppendEntries(term, "S1", 1, 1, log[1:], 7), now=now)
    if follower.commitIndex != 7 or follower.log != log[follower.log_start[0] :]:
        raise CheckFailure(f"S2 got entries 2 to 7 and leaderCommit 7: then it was {compacted_text(follower)}.")
    if is_machine_wrong(lab, follower, log):
        raise CheckFailure(f"{compacted_text(follower)} has another machine than S1's log gives.", safety="SameState")
    alone = lab.place("S1", cluster=1, role="leader", term=term, log=log, commit_index=7, machine={})
    for server in (follower, alone):
        server.compact(6, now=now)
        if server.log_start != (6, 3) or server.lastIndex != 7:
            raise CheckFailure(f"Asked to compact its log up to 6, a server then was {compacted_text(server)}.")
    waits = lab.place(
        "S1", role="leader", log=log, machine={}, commit_index=6, last_applied=6, waiting=waiting, **place
    )
    waits.compact(6, now=now)
    if waits.log_start[0] != 6:
        raise CheckFailure(
            f"Its client waited for entry 7. Asked to compact its log up to 6, S1 then was {compacted_text(waits)}."
        )


@check(
    points=2,
    explained_by=["test_search_three"],
    about=(),
    paper="§7, Figure 13; Figure 3",
    ask="which property broke first, and what did the server know in that step?",
)
def test_hidden_search_four(lab: Lab) -> None:
    """In random schedules of three and four servers with more faults, no property breaks."""
    lab.search(runs=6, servers=4, events=200, faults=ROUGH)
    lab.search(runs=5, servers=3, events=200, faults=ROUGH)


@check(
    points=1,
    explained_by=["test_append_below_the_log_is_taken"],
    safety="AckIsDurable",
    paper="§7",
    ask="up to which index do both logs agree for certain?",
)
def test_hidden_empty_log_takes_entries(lab: Lab) -> None:
    """A follower whose log is empty behind a snapshot takes the entries that follow, in one message or several."""
    whole = numbered_log([1, 1, 2, 3, 3, 3])
    for sizes in ((1, 1, 1), (3,), (2, 1)):
        follower = lab.place(
            "S3", term=3, log=(), log_start=(3, 2), snapshot=snapshot_of(lab, whole[:3]), commit_index=3
        )
        prev = shown = 3
        for size in sizes:
            message = AppendEntries(3, "S1", prev, [0, 1, 1, 2, 3, 3, 3][prev], whole[prev : prev + size], prev)
            step = follower.deliver(message)
            replies = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply) and m.success]
            shown = max([shown, *(reply.matchIndex for reply in replies)])
            prev += size
        follower.restart()
        if follower.log != whole[3:] or follower.log_start != (3, 2):
            is_kept = follower.log == whole[3 : follower.lastIndex] and follower.lastIndex >= shown
            raise CheckFailure(
                f"S3, with a log behind index 3, got entries 4 to 6: then it was {compacted_text(follower)}.",
                safety="" if is_kept else "AckIsDurable",
            )
