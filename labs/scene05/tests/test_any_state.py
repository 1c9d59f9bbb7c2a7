"""The rules on randomly drawn states, each compared with an oracle."""

from hypothesis import example, given, seed, settings

from raftlab.checks import CheckFailure, check, entry
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.write_conditions import losing_write
from raftlab.labs.scene04.reelected_leader import ReelectedLeader
from raftlab.labs.scene05.random_states import append_rows, late_conflict_row, leader_rows, longer_follower_row
from raftlab.labs.scene05.table_rows import (
    STORES_ALONE,
    Row,
    advance_commit_fully,
    append_message,
    commit_index_text,
    follower_text,
    place_follower,
    place_leader,
    terms_text,
)
from raftlab.server import AppendEntries, AppendEntriesReply
from raftlab.simulator.property_monitor import PROPERTY_NAMES

OTHER_METHODS = "unwritten_methods_stub.py"
"""Stands in for the methods of the scene other than tryAdvanceCommit."""


@check(
    points=2,
    explained_by=[
        "test_single_server_commits",
        "test_majority_of_four",
        "test_leader_commit_never_falls",
        "test_own_term_carries_older",
    ],
    about=PROPERTY_NAMES,  # the run of one method waits for no other check
    paper="§5.4.2, Figure 8; Figure 2 (Leaders, last rule)",
    ask="could the leader of a later term be without this entry?",
)
def test_commit_in_any_state(lab: Lab) -> None:
    """In any state a leader commits what Figure 2 says and no more."""
    try:
        lab.run_scenario("figure8.txt", has_endings=False, front_layer=OTHER_METHODS)
    except CheckFailure as failure:
        broken = {violation.property for violation in failure.trace.violations} if failure.trace else set()
        if broken and "NeverCommitPrevTerm" not in broken:
            raise  # another property broke
        raise CheckFailure(failure.seen, failure.trace, safety="LeaderCompleteness") from None
    check_later_leaderships(lab)

    @seed(lab.seed)
    @settings(max_examples=60)
    @given(leader_rows(sizes=(1, 2, 3, 4, 5)))
    def check_commit(row: Row) -> None:
        reached = advance_commit_fully(place_leader(lab, row))
        if reached != row["commit"]:
            raise CheckFailure(
                commit_index_text(row, reached), safety="LeaderCompleteness" if reached > row["commit"] else ""
            )

    check_commit()


def check_later_leaderships(lab: Lab) -> None:
    """CheckFailure if a server that leads again commits what it holds of older terms, its own or another's."""
    reelected = ReelectedLeader(lab, OTHER_METHODS)
    acknowledge(reelected, "S3", 4)
    for leadership in (2, 3, 4):
        if leadership == 3:
            append_of_another_leader(reelected)
        else:
            reelected.step_down()
        reelected.win_next_term()
        check_inherited(reelected)
        reelected.leader.propose(f"x={leadership}", now=reelected.now)


def acknowledge(reelected: ReelectedLeader, follower: str, index: int) -> None:
    """Let a follower acknowledge an index in the leader's term."""
    reply = AppendEntriesReply(reelected.leader.currentTerm, follower, True, index - 1, index)
    reelected.leader.deliver(reply, now=reelected.now)


def append_of_another_leader(reelected: ReelectedLeader) -> None:
    """Let S5, leader of the next term, add an entry to the same log."""
    term, log = reelected.leader.currentTerm + 1, reelected.leader.log
    append = AppendEntries(term, "S5", len(log), log[-1].term, (entry(term, len(log) + 1),), 1)
    reelected.leader.deliver(append, now=reelected.now)


def check_inherited(reelected: ReelectedLeader) -> None:
    """Let two of four followers acknowledge all entries of older terms: CheckFailure if that commits any."""
    leader, before = reelected.leader, reelected.leader.commitIndex
    inherited = sum(term < leader.currentTerm for term in leader.log_terms)
    for follower in ("S2", "S3"):
        acknowledge(reelected, follower, inherited)
    if leader.commitIndex > before:
        raise CheckFailure(
            f"S1 of five servers led term 2, was deposed, and leads for the second time or a later one, in term "
            f"{leader.currentTerm}; its log has the terms {terms_text(leader.log_terms)}, commitIndex was {before}. S2 "
            f"and S3 acknowledged index {inherited}: commitIndex then was {leader.commitIndex}.",
            safety="LeaderCompleteness",
        )


@check(
    points=2,
    explained_by=[
        "test_conflict_is_replaced",
        "test_all_after_a_conflict_is_deleted",
        "test_old_message_deletes_nothing",
    ],
    paper="Figure 2 (AppendEntries, steps 3 and 4)",
    ask="up to which index do log and message agree, and which entries follow in each?",
)
def test_log_after_any_append(lab: Lab) -> None:
    """After any message the log holds its entries, and keeps every entry that agrees."""

    @seed(lab.seed)
    @settings(max_examples=70)
    @example(longer_follower_row(1000))
    @example(late_conflict_row())
    @given(append_rows())
    def check_store(row: Row) -> None:
        follower = place_follower(lab, row, STORES_ALONE)
        step = follower.call("handleAppendEntries", append_message(row))
        if follower.log_terms != row["stored"]:
            raise CheckFailure(f"{follower_text(row)}: the log then was {terms_text(follower.log_terms)}.")
        lost = losing_write(follower.boot_step.observation, step)
        if lost is not None:
            raise CheckFailure(
                f"{follower_text(row)}. In this event it wrote the log {terms_text(each.term for each in lost.log)}: "
                "what is left if it crashes right after that write?",
                safety="AckIsDurable",
            )

    check_store()
