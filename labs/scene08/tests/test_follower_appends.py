"""handleAppendEntries: what a follower makes of entries that begin below its log."""

import itertools

from raftlab.checks import CheckFailure, check
from raftlab.checks.case_failures import judge_cases
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene08.follower_settings import APPEND_SETTINGS, place_in_setting
from raftlab.labs.scene08.follower_states import (
    FIVE,
    acknowledged_index,
)
from raftlab.labs.scene08.snapshot_states import (
    compacted_text,
    numbered_log,
    place_compacted_server,
)
from raftlab.server import AppendEntries, AppendEntriesReply, Configuration, Entry

WHOLE = numbered_log([1, 1, 2, 2, 3, 3, 3, 4, 4])
"""S1's log; it leads term 4."""
CHANGING = (*WHOLE[:6], Entry(3, None, Configuration(("S2", "S3"))), *WHOLE[7:])
"""The same with a configuration that nobody has committed yet, without the leader."""


@check(
    points=3,
    safety="AckIsDurable",
    paper="§7; Figure 2 (AppendEntries, steps 2 to 4)",
    ask="which of these entries does the snapshot cover, and what is at the other indexes?",
)
def test_append_below_the_log_is_taken(lab: Lab) -> None:
    """An append that begins below the log's first index deletes nothing, brings what is new, and is a heartbeat too."""

    def check_append(case: tuple[int, tuple[int, int]]) -> None:
        number, (prev, end) = case
        turn, setting = divmod(number, len(APPEND_SETTINGS))
        whole = (WHOLE, CHANGING)[turn % 2]
        follower, words = place_in_setting(lab, APPEND_SETTINGS[setting], whole[:7], whole)
        committed = max(FIVE, end, follower.commitIndex)
        message = AppendEntries(4, "S1", prev, [0, 1, 1, 2, 2][prev], whole[prev:end], max(FIVE, end))
        step = follower.deliver(message)
        replies = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply)]
        shown = acknowledged_index(step)
        story = (
            f"{words}S3 (log 3 3, behind index {FIVE}) got entries {prev + 1} to {end}"
            if end > prev
            else f"{words}S3 (log 3 3, behind index {FIVE}) got an append without entries and with prevLogIndex {prev}"
        )
        if follower.log_start[0] != FIVE or follower.log != whole[FIVE : max(7, end)]:
            keeps = follower.log_start[0] == FIVE and 2 <= len(follower.log) <= 4
            keeps = keeps and follower.log == whole[FIVE : follower.lastIndex] and shown <= follower.lastIndex
            text = f"{story}: then it was {compacted_text(follower)}."
            raise CheckFailure(text, safety="" if keeps else "AckIsDurable")
        if follower.currentTerm != 4:
            raise CheckFailure(f"{story} in term 4: then it was {compacted_text(follower)}.", safety="")
        if not replies or not replies[-1].success or not min(prev, end) <= replies[-1].matchIndex <= committed:
            told = f"it answered {replies[-1]}" if replies else "it did not answer"
            raise CheckFailure(f"{story}: {told}.", safety="AckIsDurable" if shown > committed else "")
        if follower.commitIndex != committed:
            raise CheckFailure(
                f"{story}, with leaderCommit {max(FIVE, end)}: then its commitIndex was {follower.commitIndex}.",
                safety="CommittedIsDurable" if follower.commitIndex > committed else "",
            )

        written = follower.durable_state
        if written.log_start[0] + len(written.log) < shown:
            text = f"{story}, and acknowledged index {shown}: the log on its disk ended at index"
            raise CheckFailure(f"{text} {written.log_start[0] + len(written.log)}.", safety="AckIsDurable")

    judge_cases(check_append, enumerate((prev, end) for prev in range(5) for end in range(prev, 10)))
    check_late_append_is_heard(lab)
    check_conflict_behind_a_late_append(lab)


def check_conflict_behind_a_late_append(lab: Lab) -> None:
    """CheckFailure if an append that begins below the log leaves there what conflicts, or commits what it may not.

    leaderCommit is 7 in each: the leader has committed more than the message shows to match.
    """
    leads = numbered_log([1, 1, 2, 2, 3, 4, 4])
    settings = itertools.cycle(each for each in APPEND_SETTINGS if not each.snapshot_end)
    for rest, prev, end in itertools.product(([3, 3], [3], [3, 3, 3], []), (2, 4), (4, FIVE, 6, 7)):
        log = numbered_log([1, 1, 2, 2, 3, *rest])
        follower, words = place_in_setting(lab, next(settings), log, leads)
        step = follower.deliver(AppendEntries(4, "S1", prev, [0, 1, 1, 2, 2][prev], leads[prev:end], 7))
        shown = acknowledged_index(step)
        replies = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply)]
        story = (
            f"{words}S3 (log {' '.join(map(str, rest)) or 'empty'}, behind index {FIVE}) got an append of S1, the "
            f"leader of term 4, with prevLogIndex {prev}, entries of the terms "
            f"{' '.join(str(each.term) for each in leads[prev:end]) or '(none)'}, and leaderCommit 7: then it was "
            f"{compacted_text(follower)}, and it answered {replies or 'nothing'}."
        )
        expected = leads[FIVE:end] or log[FIVE:]
        if follower.log != expected or follower.log_start[0] != FIVE:
            had, held = log[FIVE:], follower.log
            keeps = follower.log_start[0] == FIVE and held in (had, leads[FIVE:end][: len(held)])
            keeps = keeps and shown <= follower.lastIndex and held[: max(0, shown - FIVE)] == leads[FIVE:shown]
            raise CheckFailure(story, safety="" if keeps else "AckIsDurable" if held == had else "LogMatching")
        known = max(FIVE, end)
        if follower.commitIndex != known or shown > known:
            safety = "CommittedIsDurable" if follower.commitIndex > known else "AckIsDurable" if shown > known else ""
            raise CheckFailure(story, safety=safety)
        if not replies or not replies[-1].success:
            raise CheckFailure(story, safety="")


def check_late_append_is_heard(lab: Lab) -> None:
    """CheckFailure if an append that begins below the log is not heard as one of the leader of this term."""
    log = numbered_log([1, 1, 2, 2, 3, 3, 3])
    settings = itertools.cycle(APPEND_SETTINGS[:4])
    for role, end in itertools.product(("follower", "follower", "pre-candidate", "candidate"), (3, FIVE, 7)):
        server, words = place_in_setting(lab, next(settings), log)
        if role != "follower":
            server = place_compacted_server(lab, [1, 1, 2, 2, 3, 3, 3], FIVE, server="S3", term=4, role=role)
            words = ""
        was = server.role
        step = server.deliver(AppendEntries(4, "S1", 2, 1, log[2:end], FIVE), now=1000.0)
        started = any(each.name == "election" for each in step.timers)
        if server.role != "follower" or server.leaderId != "S1" or not started:
            raise CheckFailure(
                f"{words}S3, {was} (log 3 3, behind index {FIVE}), got entries 3 to {end} of S1, the leader of "
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
    settings = itertools.cycle(APPEND_SETTINGS[:4])
    for rest in ([], [3, 3]):
        log = numbered_log([1, 1, 2, 2, 3, *rest])
        for prev, fits in ((FIVE, True), (8, False), (FIVE + len(rest), True)):
            follower, words = place_in_setting(lab, next(settings), log)
            new = numbered_log([4], prev + 1)
            step = follower.deliver(AppendEntries(4, "S1", prev, 3, new, FIVE))
            replies = [m for _, m in step.sent_messages if isinstance(m, AppendEntriesReply)]
            stored = follower.lastIndex == prev + 1 and follower.log[-1:] == new
            if not replies or replies[-1].success != fits or stored != fits:
                raise CheckFailure(
                    f"{words}S3's log ({' '.join(map(str, rest)) or 'empty'}) begins behind index {FIVE} of term 3. "
                    f"An append with prevLogIndex {prev}, prevLogTerm 3 "
                    f"{'was not taken' if fits else 'was taken'}: {compacted_text(follower)}."
                )
