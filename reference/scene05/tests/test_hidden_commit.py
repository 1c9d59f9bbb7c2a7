"""Leaders in more states."""

import itertools
from collections.abc import Iterator
from pathlib import Path

from hypothesis import example, given, seed, settings

from raftlab.checks import CheckFailure, check
from raftlab.checks.deployments import in_deployments
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene05.random_states import leader_rows
from raftlab.labs.scene05.table_rows import Row, advance_commit_fully, commit_index_text, place_leader, read_tables
from raftlab.server import AppendEntriesReply

TABLES = read_tables(Path(__file__).with_name("tables.toml"))


@check(
    points=4,
    explained_by=["test_minority_waits"],
    safety="LeaderCompleteness",
    paper="§5.4.2; dissertation §3.6.2",
    ask="of which term is the entry at commitIndex, and in which term does S1 lead?",
)
def test_hidden_older_term(lab: Lab) -> None:
    """An entry of an older term is not committed without one of the leader's own, however many servers store it."""
    for row in in_deployments([*TABLES["older"], *inherited_rows()]):
        reached = advance_commit_fully(place_leader(lab, row))
        if reached > row["commit"]:
            raise CheckFailure(commit_index_text(row, reached))


def inherited_rows() -> Iterator[Row]:
    """Yield a leader that has committed any part of its older entries, and any part of them is everywhere.

    It is of term 3; of a far one where its log has no entry of term 3.
    """
    for log in ([1] * 8, [1, 1, 1, 1, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1, 3]):
        inherited = sum(term < 3 for term in log)
        term = 3 if 3 in log else 70_000
        for before in range(inherited):
            for index in range(before + 1, inherited + 1):
                yield {"log": log, "term": term, "match": [len(log), index, index], "before": before, "commit": before}


@check(
    points=6,
    explained_by=[
        "test_majority_commits",
        "test_minority_waits",
        "test_leader_commit_never_falls",
        "test_commit_in_any_state",
    ],
    paper="§5.4.2, Figure 2 (Leaders, last rule)",
    ask="how many servers make a majority of this cluster?",
)
def test_hidden_commit_in_any_cluster(lab: Lab) -> None:
    """In a cluster of any size a leader commits what Figure 2 says and no more."""
    for goal in range(12, 140, 13):
        row = {"log": [1] * 10 + [2] * 130, "term": 2, "match": [140, goal, 0], "before": 10, "commit": goal}
        reached = advance_commit_fully(place_leader(lab, row))
        if reached != goal:
            raise CheckFailure(commit_index_text(row, reached))
    for row in stored_everywhere():
        leader = place_leader(lab, row)
        known = leader.matchIndex
        reached = advance_commit_fully(leader)
        if reached != row["commit"] or not known.items() <= leader.matchIndex.items():
            raise CheckFailure(f"{commit_index_text(row, reached)} matchIndex then was {leader.matchIndex}.")
    for size in range(2, 10):
        for followers in (range(2, size + 1), range(size, 1, -1)):
            check_rising_acknowledgements(lab, size, list(followers), [1, 1, 2, 2, 2])
            check_rising_acknowledgements(lab, size, list(followers), [2, 2])

    @seed(lab.seed)
    @settings(max_examples=60)
    @example({"log": [1], "term": 1, "match": [1, 1, 1, 0, 0, 0, 0], "before": 0, "commit": 0})
    @given(leader_rows(sizes=(2, 4, 6, 7, 9)))
    def check_commit(row: Row) -> None:
        reached = advance_commit_fully(place_leader(lab, row))
        if reached != row["commit"]:
            raise CheckFailure(commit_index_text(row, reached))

    check_commit()


def stored_everywhere() -> Iterator[Row]:
    """Yield every matchIndex of four servers, and of five in every mixture, with log 1 2 2 2."""
    log = [1, 2, 2, 2]
    for others in itertools.chain(
        itertools.product(range(5), repeat=3), itertools.combinations_with_replacement(range(5), 4)
    ):
        match = [4, *others]
        stored = sorted(match, reverse=True)[len(match) // 2]
        yield {"match": match, "log": log, "term": 2, "commit": stored if stored > 1 else 0}


def check_rising_acknowledgements(lab: Lab, size: int, followers: list[int], log: list[int]) -> None:
    """Let the followers acknowledge index after index, in this order; compare commitIndex after each message."""
    leader = lab.place("S1", cluster=size, role="leader", term=2, log=log)
    match = dict.fromkeys(followers, 0)
    for index, number in itertools.product(range(1, len(log) + 1), followers):
        leader.deliver(AppendEntriesReply(2, f"S{number}", True, index - 1, index))
        match[number] = index
        stored = sorted([len(log), *match.values()], reverse=True)[size // 2]
        expected = stored if stored and log[stored - 1] == 2 else 0
        if leader.commitIndex != expected:
            row = {"log": log, "term": 2, "match": [len(log), *(match[n] for n in sorted(match))]}
            raise CheckFailure(commit_index_text(row, leader.commitIndex))
