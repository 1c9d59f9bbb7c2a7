"""How a leader finds the last index at which a follower's log agrees, and in how many messages."""

import itertools
from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene04.replication_pair import place_pair
from raftlab.labs.scene04.table_rows import append_message, follower_text, last_reply, place_follower, read_tables

TABLES = read_tables(Path(__file__).with_name("tables.toml"))
FIGURE7_LEADER = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
MESSAGE_SLACK = 2
"""Messages more than the simplest leader needs: a leader that probes with empty appends first needs more."""

HINT_ROWS = (
    {"log": [1, 1], "term": 3, "prev": [9, 2], "entries": []},
    {"log": [5, 7], "term": 9, "prev": [4, 8], "entries": []},
    {"log": [12, 12, 14, 14, 14, 14], "term": 15, "prev": [5, 13], "entries": []},
)
"""Followers that refuse; the terms of the last two are no indexes of their logs."""

FAR_MESSAGE_LIMIT = 14
"""Messages within which a follower that is far behind must be found: a binary search needs ten."""


@check(
    points=2,
    explained_by=["test_consistency_check"],
    paper="§5.3; the contract of conflictHint",
    ask="the refused index does not match: which index may the leader try next?",
)
def test_hint_is_below_the_refused(lab: Lab) -> None:
    """A hint names no index past the refused one, and no term that the log does not hold."""
    refused = [row for row in TABLES["consistency"] if not row["holds"]]
    for row in [*refused, *HINT_ROWS]:
        for commit in (0, row["prev"][0] + 2):
            reply = last_reply(place_follower(lab, row).deliver(append_message(row | {"leaderCommit": commit})))
            if reply is None or reply.success:
                continue
            if not 0 <= reply.conflictIndex <= reply.prevLogIndex or reply.conflictTerm not in (0, *row["log"]):
                raise CheckFailure(
                    f"{follower_text(row)} and leaderCommit {commit}: it refused with conflictTerm "
                    f"{reply.conflictTerm}, conflictIndex {reply.conflictIndex}."
                )


@check(
    points=3,
    explained_by=["test_append_follows_next_index", "test_entries_are_stored"],
    paper="§5.3, Figure 7",
    ask="up to which index are these two logs equal, and how many messages does it take to find this index?",
)
def test_figure7_followers(lab: Lab) -> None:
    """Each of Figure 7's followers gets the leader's log, in no more messages than going back one index at a time."""
    leads = [*FIGURE7_LEADER, 8, 8]
    for row, commit in itertools.product(TABLES["figure7"], (0, 7)):
        talk = place_pair(lab, leads, row["log"], next_index=len(FIGURE7_LEADER) + 1, commit_index=commit)
        talk.replicate_all(row["back"] + MESSAGE_SLACK)


@check(
    points=3,
    explained_by=[test_figure7_followers],
    paper="§5.3",
    ask="few entries per message: what must nextIndex be after each success?",
)
def test_small_appends_converge(lab: Lab) -> None:
    """With one entry per message, or a few, the exchange still ends with equal logs, wherever nextIndex starts."""
    for follows in ([1, 1, 2], [1, 1, 4, 4], [3], []):
        for start in (1, 2, 6):
            place_pair(lab, [1, 1, 2, 2, 5], follows, next_index=start, entry_limit=1).replicate_all(16)
        for limit in (2, 3, 4):
            talk = place_pair(lab, [1, 1, 2, 2, 5], follows, next_index=1, entry_limit=limit)
            talk.replicate_all(16)
            talk.replicate_call(16)


@check(
    points=3,
    explained_by=[test_small_appends_converge],
    paper="§5.3 (the paragraph on reducing the number of rejected AppendEntries)",
    ask="what does the follower know about its own log that would save the leader most of these messages?",
)
def test_follower_far_behind_is_found_fast(lab: Lab) -> None:
    """A leader needs at most 14 messages to find which of 130 entries a follower lacks."""
    long, short = [1] * 60 + [2] * 70, [1] * 20 + [2] * 20
    for leads, follows, commit in (
        (long, [1] * 4, 0),
        (short, [1] * 4, 40),
        (long, [], 0),
        (short, [], 21),
        (long, [1] * 59, 0),
    ):
        talk = place_pair(lab, leads, follows, commit_index=commit)
        try:
            talk.find_match(FAR_MESSAGE_LIMIT)
            talk.replicate_all(FAR_MESSAGE_LIMIT + 1)
        except CheckFailure:
            index = talk.leader.nextIndex.get("S2")
            raise CheckFailure(
                f"S1 has a log of {len(leads)} entries and commitIndex {commit}, S2 its first {len(follows)}: after "
                f"{talk.append_count} "
                f"AppendEntries S2 held {len(talk.follower.log)} entries, and nextIndex[S2] was {index}."
            ) from None
