"""What a follower deletes, keeps and commits when AppendEntries arrives."""

import itertools
import operator
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from hypothesis import given, seed, settings

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import in_deployments
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.write_conditions import losing_write
from raftlab.labs.scene04.replication_pair import common_length
from raftlab.labs.scene04.table_rows import row_entry, row_log
from raftlab.labs.scene05.random_states import append_rows
from raftlab.labs.scene05.table_rows import (
    LONG_LOG,
    STORES_ALONE,
    Row,
    append_message,
    follower_text,
    in_clusters,
    long_message,
    place_follower,
    read_tables,
    terms_text,
)
from raftlab.server import AppendEntries, Command, Entry
from raftlab.trace import command_label

TABLES = read_tables(Path(__file__).with_name("tables.toml"))

PARTS = tuple(itertools.product((0, 9, 24), (0, 1, 6, 13)))
"""Parts of a long log, as the index before it and the number of entries."""

LONG_ROWS = {
    "brought": [long_message(prev, 40 - prev, leaderCommit=40, commit=40) for prev in (0, 20, 39)],
    "beyond": [long_message(prev, count, leaderCommit=40, commit=prev + count) for prev, count in PARTS],
}
"""By table: further rows, of a follower with a long log."""

VOTES = (None, "S3", "S2")
"""For whom a follower voted in the term of its leader S1: for another candidate, or for itself."""

# ---- truncateConflicts -----------------------------------------------------------------------------------------------


@check(points=1, paper="Figure 2 (AppendEntries, step 4)", ask="which of these entries are not in the log yet?")
def test_duplicate_is_stored_once(lab: Lab) -> None:
    """A message that arrives twice stores its entries once."""
    row = {"term": 1, "log": [1], "prev": [1, 1], "entries": [1, 1]}
    follower = place_follower(lab, row, STORES_ALONE)
    for copy in ("once", "twice"):
        follower.call("handleAppendEntries", append_message(row))
        if follower.log_terms != [1, 1, 1]:
            raise CheckFailure(f"{follower_text(row)}, {copy}: the log then was {terms_text(follower.log_terms)}.")


@check(
    points=2,
    explained_by=[test_duplicate_is_stored_once],
    paper="Figure 2 (AppendEntries, steps 3 and 4)",
    ask="when do two entries at one index conflict, and which is the first such index?",
)
def test_conflict_is_replaced(lab: Lab) -> None:
    """The leader's entry replaces a conflicting one."""
    for row in in_clusters(in_votes(in_deployments(TABLES["conflict"]))):
        follower = place_follower(lab, row, STORES_ALONE)
        follower.call("handleAppendEntries", append_message(row), now=row["now"])
        end = len(row["stored"])
        if follower.log[:end] != row_log(row["stored"]):
            raise CheckFailure(f"{follower_text(row)}: the log then was {terms_text(follower.log_terms)}.")
    for call in (Command("put", "x", "1", client="c", sequence=1), Command("put", "x", "1"), None):
        follower = lab.place("S2", term=3, log=[1, Entry(2, call)], leader="S1", front_layer=STORES_ALONE)
        follower.call("handleAppendEntries", AppendEntries(3, "S1", 1, 1, (Entry(3, call),), 0))
        if follower.log_terms != [1, 3]:
            raise CheckFailure(
                "S2 (log 1 2) took from S1, leader of term 3, the entry of term 3 for index 2; both entries at index 2 "
                f"hold the same command: the log then was {terms_text(follower.log_terms)}."
            )
    check_leaders_in_turn(lab)


def check_leaders_in_turn(lab: Lab) -> None:
    """CheckFailure if one of several leaders, each of which replaces the entry of the one before, is not followed."""
    follower = lab.place("S2", cluster=5, term=1, log=[1, 1], front_layer=STORES_ALONE)
    for term in range(2, 14):
        leader = ("S1", "S3", "S4")[term % 3]
        for _ in range(2):
            follower.deliver(AppendEntries(term, leader, 1, 1, (row_entry(term, 2),), 0))
        if follower.log_terms != [1, term]:
            raise CheckFailure(
                "S2 (log 1 1) took an entry for index 2 from the leader of each term in turn, from term 2 on, twice. "
                f"After the entry of term {term} the log was {terms_text(follower.log_terms)}."
            )


def in_votes(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield each row once by the vote of its follower: what a message brings does not depend on it."""
    for row, voted in itertools.product(rows, VOTES):
        yield row | {"voted": voted}


def conflicts_at_each_index() -> Iterator[Row]:
    """Yield a log of nine entries and a leader's that differs from it from each index on."""
    mine = [1, 1, 2, 3, 4, 4, 5, 6, 6]
    for index in range(1, len(mine) + 1):
        for end in (index, len(mine), len(mine) + 2):
            theirs = [*mine[: index - 1], *[7] * (end - index + 1)]
            for prev in {0, index - 1, max(0, index - 4)}:
                message = {"prev": [prev, mine[prev - 1] if prev else 0], "entries": theirs[prev:]}
                yield {"log": mine, "term": 8, "stored": theirs, **message}
    for index in (1, 12, 20, 21, 40):
        theirs = [*LONG_LOG[: index - 1], 3, 3]
        for prev in {0, index - 1, max(0, index - 9)}:
            row = long_message(prev, 0, stored=theirs)
            yield row | {"entries": theirs[prev:]}


def property_broken_by_store(row: Row, log: tuple[Entry, ...]) -> str:
    """Return the safety property that a follower breaks whose log is this after the row's append; "" if it breaks none.

    What the message brings may be missing: a follower that takes less, or nothing at all, is only slow.
    """
    before, stored = row_log(row["log"]), row_log(row["stored"])
    kept = common_length(before, stored)
    if log[:kept] != stored[:kept]:
        return "AckIsDurable"
    return "" if log in (before[: len(log)], stored[: len(log)]) else "LogMatching"


@check(
    points=2,
    explained_by=[test_conflict_is_replaced],
    safety="LogMatching",
    paper="Figure 2 (AppendEntries, step 3); §5.3, Figure 7",
    ask="which leader wrote the entries after the conflict, and can any of them agree with this leader's log?",
)
def test_all_after_a_conflict_is_deleted(lab: Lab) -> None:
    """A conflicting entry is deleted together with all entries after it."""
    for row in in_clusters((*TABLES["conflict"], *conflicts_at_each_index())):
        follower = place_follower(lab, row, STORES_ALONE)
        follower.call("handleAppendEntries", append_message(row), now=row["now"])
        if follower.log_terms != row["stored"]:
            raise CheckFailure(
                f"{follower_text(row)}: the log then was {terms_text(follower.log_terms)}.",
                safety=property_broken_by_store(row, follower.log),
            )


def messages_that_agree() -> Iterator[Row]:
    """Yield a log and each part of it as a message, of the leader that wrote its end or of a later one."""
    log = [1, 1, 2, 4]
    for term in (4, 5, 9):
        for prev in range(len(log) + 1):
            for end in range(prev, len(log) + 1):
                message = {"prev": [prev, log[prev - 1] if prev else 0], "entries": log[prev:end]}
                yield {"log": log, "term": term, "stored": log, **message}
    for prev, count in PARTS:
        yield long_message(prev, count, stored=LONG_LOG)


@check(
    points=2,
    explained_by=[test_duplicate_is_stored_once],
    safety="AckIsDurable",
    paper="§5.3; Figure 2 (AppendEntries, step 3: “if an existing entry conflicts”)",
    ask="the message may have been sent before later entries were acknowledged: what may it delete?",
)
def test_old_message_deletes_nothing(lab: Lab) -> None:
    """A late or empty message deletes nothing that agrees with it."""
    for row in in_clusters((*in_deployments(TABLES["agrees"]), *messages_that_agree())):
        follower = place_follower(lab, row, STORES_ALONE)
        step = follower.call("handleAppendEntries", append_message(row), now=row["now"])
        if follower.log_terms != row["stored"]:
            raise CheckFailure(
                f"{follower_text(row)}: the log then was {terms_text(follower.log_terms)}.",
                safety=property_broken_by_store(row, follower.log),
            )
        lost = losing_write(follower.boot_step.observation, step)
        if lost is not None:
            raise CheckFailure(
                f"{follower_text(row)}. In this event it wrote the log {terms_text(each.term for each in lost.log)}: "
                "what is left if it crashes right after that write?",
                safety="AckIsDurable",
            )


# ---- advanceFollowerCommit -------------------------------------------------------------------------------------------


def check_commit(lab: Lab, table: str, is_wrong: Callable[[int, int], bool]) -> None:
    """Call advanceFollowerCommit for each row; CheckFailure if is_wrong(commitIndex, the row's commit)."""
    rows = itertools.product(in_deployments([*TABLES[table], *LONG_ROWS.get(table, [])]), (None, "S1", "S3", "S2"))
    for row in in_clusters(row | {"voted": voted} for row, voted in rows):
        follower = place_follower(lab, row)
        for times in ("", ", twice"):  # a message may be a copy, and heartbeats repeat what they say
            follower.call("advanceFollowerCommit", append_message(row), now=row["now"])
            if is_wrong(follower.commitIndex, row["commit"]):
                raise CheckFailure(f"{follower_text(row)}{times}: commitIndex then was {follower.commitIndex}.")


@check(
    points=2,
    paper="Figure 2 (AppendEntries, step 5)",
    ask="how far does this message reach, and how far has the leader committed?",
)
def test_follower_commits_what_it_holds(lab: Lab) -> None:
    """A follower commits what the leader has committed, up to the last entry of the message."""
    check_commit(lab, "brought", operator.ne)


@check(
    points=2,
    depends_on=[test_follower_commits_what_it_holds],
    safety="StateMachineSafety",
    paper="Figure 2 (AppendEntries, step 5: “index of last new entry”)",
    ask="up to which index has this message shown that the follower's log agrees with the leader's?",
)
def test_follower_commits_only_what_is_confirmed(lab: Lab) -> None:
    """A follower commits no entry that the message did not bring or confirm."""
    check_commit(lab, "beyond", operator.gt)


@check(
    points=1,
    explained_by=[test_follower_commits_what_it_holds],
    paper="§5.3; Figure 2 (AppendEntries, step 5)",
    ask="no client sends anything: which message can still tell a follower that the last entry is committed?",
)
def test_heartbeat_tells_commit(lab: Lab) -> None:
    """A follower learns what is committed from a heartbeat too."""
    check_commit(lab, "heartbeat", operator.ne)


@check(
    points=1,
    depends_on=[test_follower_commits_what_it_holds],
    paper="Figure 2 (commitIndex: increases monotonically)",
    ask="an old message can carry an old leaderCommit, or end before what is committed: what must not change?",
)
def test_follower_commit_never_falls(lab: Lab) -> None:
    """A follower's commitIndex never goes back."""
    check_commit(lab, "late", operator.lt)

    @seed(lab.seed)
    @settings(max_examples=40)
    @given(append_rows())
    def check_fall(drawn: Row) -> None:
        row = drawn | {"log": drawn["stored"]}
        follower = place_follower(lab, row)
        follower.call("advanceFollowerCommit", append_message(row))
        if follower.commitIndex < row["before"]:
            raise CheckFailure(f"{follower_text(row)}: commitIndex then was {follower.commitIndex}.")

    check_fall()


# ---- both ------------------------------------------------------------------------------------------------------------


@check(
    points=1,
    explained_by=[test_follower_commits_what_it_holds],
    paper="Figure 2 (AppendEntries, steps 1 to 5, in this order)",
    ask="which entries did S2 apply, and does the leader hold them at these indexes?",
)
def test_follower_applies_what_it_stored(lab: Lab) -> None:
    """A follower applies the entries that the leader's message stored."""
    for row in TABLES["append"]:
        follower = place_follower(lab, row)
        step = follower.deliver(append_message(row))
        first = row["before"] + 1
        expected = [each.command for each in row_log(row["stored"])]
        for applied in step.applied_commands:
            if applied.index > len(expected) or applied.command != expected[applied.index - 1]:
                raise CheckFailure(
                    f"{follower_text(row)}: S2 applied {command_label(applied.command)} (term.index) at index "
                    f"{applied.index}; its log then was {terms_text(follower.log_terms)}."
                )
        reached = [applied.index for applied in step.applied_commands]
        if follower.log_terms != row["stored"] or reached != list(range(first, row["commit"] + 1)):
            raise CheckFailure(
                f"{follower_text(row)}: the log then was {terms_text(follower.log_terms)}, commitIndex "
                f"{follower.commitIndex}; indexes applied: {', '.join(map(str, reached)) or 'none'}."
            )
