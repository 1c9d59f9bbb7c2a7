"""Followers in more states, and under more orders of messages."""

from hypothesis import example, given, seed, settings
from hypothesis import strategies as st

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene04.table_rows import row_entry
from raftlab.labs.scene05.random_states import append_rows, integers_between, longer_follower_row
from raftlab.labs.scene05.table_rows import Row, append_message, follower_text, place_follower, terms_text
from raftlab.server import AppendEntries

LeaderHistory = tuple[int, list[int], list[tuple[int, list[int], int]]]
"""The term of a leader, its log, and of each of its messages prevLogIndex, the entries and leaderCommit."""

COMMON_TERMS = st.lists(integers_between(1, 2), max_size=3)


@st.composite
def leader_histories(draw: st.DrawFn) -> tuple[list[int], list[LeaderHistory]]:
    """Draw the log that a follower shares with two leaders, and the leaders: the later one has committed more.

    Three others elect them, and a leader of term 4, whose entries the later one holds. The leaderCommit of most
    messages is the highest that its leader may have, so it is often past the message's end.
    """
    common = sorted(draw(COMMON_TERMS))
    led: list[LeaderHistory] = []
    for term, own in ((3, 3), (5, 4)):
        leads = common + [own] * draw(integers_between(1, 3))
        most = len(leads) if term == 5 else len(common)
        messages = []
        for _ in range(draw(integers_between(1, 4))):
            prev = draw(integers_between(0, len(leads)))
            brings = leads[prev : prev + draw(integers_between(0, 3))]
            known = draw(integers_between(0, most)) if draw(integers_between(0, 2)) == 0 else most
            messages.append((prev, brings, known))
        led.append((term, leads, messages))
    return common, led


@check(
    points=4,
    explained_by=[
        "test_follower_commits_what_it_holds",
        "test_follower_commits_only_what_is_confirmed",
        "test_follower_commit_never_falls",
        "test_heartbeat_tells_commit",
    ],
    paper="Figure 2 (AppendEntries, step 5)",
    ask="how far has the leader committed, how far does this message reach, and what was known before?",
)
def test_hidden_follower_commit_in_any_state(lab: Lab) -> None:
    """In any state of a follower, a message raises commitIndex as far as Figure 2 says and no farther."""

    @seed(lab.seed)
    @settings(max_examples=40)
    @example(longer_follower_row(1))
    @given(append_rows())
    def check_commit(drawn: Row) -> None:
        row = drawn | {"log": drawn["stored"]}
        follower = place_follower(lab, row)
        follower.call("advanceFollowerCommit", append_message(row))
        reaches = min(row["leaderCommit"], row["prev"][0] + len(row["entries"]))
        own = [index for index, term in enumerate(row["log"], start=1) if term == row["term"]]
        held = min(row["leaderCommit"], max(own, default=0))  # only the leader of a term makes entries of it
        if not reaches <= follower.commitIndex <= max(row["before"], reaches, held):
            raise CheckFailure(f"{follower_text(row)}: commitIndex then was {follower.commitIndex}.")

    check_commit()


TOLD_BEFORE = (
    AppendEntries(2, "S3", 1, 1, (row_entry(2, 2), row_entry(2, 3)), 1),
    AppendEntries(4, "S3", 1, 1, (), 3),
    AppendEntries(5, "S1", 1, 1, (), 3),
    AppendEntries(6, "S3", 1, 1, (row_entry(6, 2),), 1),
)
"""Messages of leaders of which none has shown and committed index 2: a leader may come back with another log."""


def check_each_message_alone(lab: Lab) -> None:
    """Deliver messages of leaders of four terms; CheckFailure if commitIndex rises above 1."""
    follower = lab.place("S2", cluster=5, term=2, log=[1], commit_index=0)
    for message in TOLD_BEFORE:
        follower.deliver(message)
        if follower.commitIndex != 1:
            raise CheckFailure(
                "S2 (log 1) took from S3, leader of term 2, entries 2 and 3 and leaderCommit 1; from S3 in term 4 and "
                "from S1 in term 5 a heartbeat with prevLogIndex 1 and leaderCommit 3; from S3 in term 6 another entry "
                f"2 and leaderCommit 1. After the message of term {message.term} commitIndex was "
                f"{follower.commitIndex}."
            )


@check(
    points=5,
    explained_by=[
        "test_conflict_is_replaced",
        "test_log_after_any_append",
        "test_follower_commits_what_it_holds",
        "test_follower_applies_what_it_stored",
        test_hidden_follower_commit_in_any_state,
    ],
    paper="§5.3; Figure 2 (AppendEntries)",
    ask="what does each of these messages prove by itself?",
)
def test_hidden_messages_in_any_order(lab: Lab) -> None:
    """After late, repeated and reordered messages of two leaders, a follower has the right log and commitIndex."""
    check_each_message_alone(lab)

    @seed(lab.seed)
    @settings(max_examples=80)
    @given(leader_histories())
    def check_log(drawn: tuple[list[int], list[LeaderHistory]]) -> None:
        common, led = drawn
        log, commit = list(common), 0
        follower = place_follower(lab, Row(cluster=5, term=3, log=common, prev=[0, 0], entries=[]))
        for term, leads, messages in led:
            shown = 0  # by all of this leader's messages: its log only grows, so what one showed stays true
            for prev, brings, known in messages:
                row = Row(term=term, log=log, before=commit, prev=[prev, leads[prev - 1] if prev else 0])
                row |= {"entries": brings, "leaderCommit": known}
                follower.deliver(append_message(row))
                least = most = commit
                if log[:prev] == leads[:prev]:
                    held = log[prev : prev + len(brings)] == brings
                    log = log if held else leads[: prev + len(brings)]
                    shown = max(shown, prev + len(brings))
                    least = min(known, prev + len(brings))  # whether it falls is another check's question
                    most = max(commit, min(known, shown))
                commit = follower.commitIndex
                if follower.log_terms != log or not least <= commit <= most:
                    raise CheckFailure(
                        f"{follower_text(row)}: the log then was {terms_text(follower.log_terms)}, commitIndex "
                        f"{commit}."
                    )

    check_log()
