"""Leaders in more states."""

import itertools
from pathlib import Path

from hypothesis import example, given, seed, settings

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab import Lab
from raftlab.labs.scene05.random_states import leader_rows
from raftlab.labs.scene05.table_rows import Row, advance_commit, advance_text, place_leader, read_tables
from raftlab.server import AppendEntriesReply

TABLES = read_tables(Path(__file__).with_name("tables.toml"))


@check(
    points=6,
    depends_on=["test_minority_waits"],
    paper="§5.4.2; dissertation §3.6.2",
    ask="of which term is the entry at commitIndex, and in which term does S1 lead?",
)
def test_hidden_older_term(lab: Lab) -> None:
    """An entry of an older term is not committed without one of the leader's own, however many servers store it."""
    for row in TABLES["older"]:
        reached = advance_commit(place_leader(lab, row))
        if reached > row["commit"]:
            raise CheckFailure(advance_text(row, reached))


@check(
    points=6,
    depends_on=["test_commit_in_any_state"],
    paper="§5.4.2, Figure 2 (Leaders, last rule)",
    ask="how many servers make a majority of this cluster?",
)
def test_hidden_commit_in_any_cluster(lab: Lab) -> None:
    """In a cluster of any size a leader commits what Figure 2 says and no more."""
    for goal in range(12, 140, 13):
        row = {"log": [1] * 10 + [2] * 130, "term": 2, "match": [140, goal, 0], "before": 10, "commit": goal}
        reached = advance_commit(place_leader(lab, row))
        if reached != goal:
            raise CheckFailure(advance_text(row, reached))
    for size in (4, 5, 7):
        for followers in (range(2, size + 1), range(size, 1, -1)):
            check_rising_acknowledgements(lab, size, list(followers))

    @seed(lab.seed)
    @settings(max_examples=60)
    @example({"log": [1], "term": 1, "match": [1, 1, 1, 0, 0, 0, 0], "before": 0, "commit": 0})
    @given(leader_rows(sizes=(2, 4, 6, 7, 9)))
    def check_commit(row: Row) -> None:
        reached = advance_commit(place_leader(lab, row))
        if reached != row["commit"]:
            raise CheckFailure(advance_text(row, reached))

    check_commit()


def check_rising_acknowledgements(lab: Lab, size: int, followers: list[int]) -> None:
    """Let the followers acknowledge index after index, in this order; compare commitIndex after each message."""
    log = [1, 1, 2, 2, 2]
    leader = lab.place("S1", cluster=size, role="leader", term=2, log=log)
    match = dict.fromkeys(followers, 0)
    for index, number in itertools.product(range(1, len(log) + 1), followers):
        leader.deliver(AppendEntriesReply(2, f"S{number}", True, index - 1, index))
        match[number] = index
        stored = sorted([len(log), *match.values()], reverse=True)[size // 2]
        expected = stored if stored and log[stored - 1] == 2 else 0
        if leader.commitIndex != expected:
            row = {"log": log, "term": 2, "match": [len(log), *(match[n] for n in sorted(match))]}
            raise CheckFailure(advance_text(row, leader.commitIndex))
