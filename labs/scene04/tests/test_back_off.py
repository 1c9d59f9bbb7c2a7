"""How a leader finds where a follower's log parts from its own, and in how many messages."""

from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene04.replication_pair import place_pair
from raftlab.labs.scene04.table_rows import append_message, follower_text, last_reply, place_follower, read_tables

TABLES = read_tables(Path(__file__).with_name("tables.toml"))
FIGURE7_LEADER = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6]
MESSAGE_SLACK = 2
"""Messages more than the simplest leader needs: one that sends an empty heartbeat first may take so many."""

FAR_MESSAGE_LIMIT = 14
"""Messages within which a follower that is far behind is found: a search by halves needs ten."""


@check(
    points=3,
    depends_on=["test_consistency_check"],
    paper="§5.3; the contract of conflictHint",
    ask="from which index on may the leader send, if not from the refused one?",
)
def test_hint_is_below_the_refused(lab: Lab) -> None:
    """A hint never points past the refused index."""
    refused = [row for row in TABLES["consistency"] if not row["holds"]]
    past = {"log": [1, 1], "term": 3, "prev": [9, 2], "entries": [], "holds": False}
    for row in [*refused, past]:
        reply = last_reply(place_follower(lab, row).deliver(append_message(row)))
        if reply is not None and not reply.success and not 0 <= reply.conflictIndex <= reply.prevLogIndex:
            raise CheckFailure(
                f"{follower_text(row)}: it refused with conflictTerm {reply.conflictTerm}, "
                f"conflictIndex {reply.conflictIndex}."
            )


@check(
    points=4,
    depends_on=["test_append_follows_next_index", "test_entries_are_stored"],
    paper="§5.3, Figure 7",
    ask="at which index do these two logs agree for the last time, and how many messages does it take to find it?",
)
def test_figure7_followers(lab: Lab) -> None:
    """Each of Figure 7's followers comes to hold the leader's log, in no more messages than entries to go back."""
    for row in TABLES["figure7"]:
        talk = place_pair(lab, [*FIGURE7_LEADER, 8, 8], row["log"], next_index=len(FIGURE7_LEADER) + 1)
        talk.replicate_all(row["back"] + MESSAGE_SLACK)


@check(
    points=3,
    depends_on=[test_figure7_followers],
    paper="§5.3",
    ask="one message, one entry: which index must each success bring the leader to?",
)
def test_single_steps_arrive(lab: Lab) -> None:
    """With one entry a message the exchange goes on to the end, from wherever it starts."""
    for follows in ([1, 1, 2], [1, 1, 4, 4], [3], []):
        for start in (1, 2, 6):
            place_pair(lab, [1, 1, 2, 2, 5], follows, next_index=start, entry_limit=1).replicate_all(16)


@check(
    points=4,
    depends_on=[test_single_steps_arrive],
    paper="§5.3 (the paragraph on reducing the number of rejected AppendEntries)",
    ask="what does the follower know of its own log that would spare the leader most of these messages?",
)
def test_far_behind_is_found_fast(lab: Lab) -> None:
    """A follower that lacks more than a hundred entries is found in far fewer messages."""
    leads = [1] * 60 + [2] * 70
    for follows in ([1] * 4, [], [1] * 59):
        talk = place_pair(lab, leads, follows)
        try:
            talk.find_match(FAR_MESSAGE_LIMIT)
            talk.replicate_all(FAR_MESSAGE_LIMIT + len(leads))  # however few entries a message holds
        except CheckFailure:
            index = talk.leader.nextIndex.get("S2")
            raise CheckFailure(
                f"S1 has a log of {len(leads)} entries, S2 its first {len(follows)}: after {talk.append_count} "
                f"AppendEntries S2 held {len(talk.follower.log)} entries, and nextIndex[S2] was {index}."
            ) from None
