"""handleAppendEntries: what a follower makes of entries that begin below its log."""

import itertools
from collections.abc import Sequence

from raftlab.checks import CheckFailure, check
from raftlab.checks.case_failures import judge_cases
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene08.follower_states import (
    FIVE,
    acknowledged_index,
)
from raftlab.labs.scene08.snapshot_states import (
    compacted_text,
    numbered_log,
    place_compacted_server,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Entry


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
