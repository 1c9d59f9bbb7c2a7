"""What a leader may commit: tryAdvanceCommit on one server, row by row."""

import itertools
from pathlib import Path

from raftlab.checks import CheckFailure, check
from raftlab.checks.lab_fixture import Lab
from raftlab.labs.scene05.table_rows import (
    advance_commit_fully,
    commit_index_text,
    leader_text,
    place_leader,
    read_tables,
)
from raftlab.server import RequestVoteReply

TABLES = read_tables(Path(__file__).with_name("tables.toml"))
LEADER_TABLES = ("one_term", "single", "even", "own_behind_older", "known")


@check(points=3, paper="§5.3, §5.4.2", ask="which servers store entry N, and how many of them make a majority?")
def test_majority_commits(lab: Lab) -> None:
    """A leader commits an entry once a majority stores it."""
    for row in TABLES["one_term"]:
        reached = advance_commit_fully(place_leader(lab, row))
        if reached < row["commit"]:
            raise CheckFailure(commit_index_text(row, reached))
        last = len(row["match"])
        reached = advance_commit_fully(place_leader(lab, row, last))
        if reached < row["commit"]:
            raise CheckFailure(f"{leader_text(row, last)}. commitIndex then was {reached}.")


@check(
    points=3,
    safety="CommittedIsDurable",
    paper="§5.3, §5.4.2",
    ask="on how many servers is that entry known to be stored?",
)
def test_minority_waits(lab: Lab) -> None:
    """An entry that only a minority stores is not committed."""
    for row in TABLES["one_term"]:
        reached = advance_commit_fully(place_leader(lab, row))
        if reached > row["commit"]:
            raise CheckFailure(commit_index_text(row, reached))
        last = len(row["match"])
        reached = advance_commit_fully(place_leader(lab, row, last))
        if reached > row["commit"]:
            raise CheckFailure(f"{leader_text(row, last)}. commitIndex then was {reached}.")


@check(
    points=2,
    explained_by=[test_majority_commits, test_minority_waits],
    paper="§5.4.2, Figure 2 (Leaders)",
    ask="could the other half of the servers elect a leader that never saw this entry?",
)
def test_majority_of_four(lab: Lab) -> None:
    """A majority of four servers is three."""
    for row in TABLES["even"]:
        reached = advance_commit_fully(place_leader(lab, row))
        if reached != row["commit"]:
            raise CheckFailure(
                commit_index_text(row, reached), safety="CommittedIsDurable" if reached > row["commit"] else ""
            )


@check(
    points=1,
    explained_by=[test_majority_commits],
    paper="§5.3",
    ask="how many servers are a majority of a cluster of one?",
)
def test_single_server_commits(lab: Lab) -> None:
    """A server that is alone in its cluster commits what it stores."""
    for row in TABLES["single"]:
        reached = advance_commit_fully(place_leader(lab, row))
        if reached != row["commit"]:
            raise CheckFailure(commit_index_text(row, reached))


@check(
    points=2,
    explained_by=[test_minority_waits],
    safety="CommittedIsDurable",
    paper="Figure 2 (State: nextIndex, matchIndex)",
    ask="which of the two variables tells what a follower has acknowledged?",
)
def test_sent_is_not_stored(lab: Lab) -> None:
    """Entries that were sent to a majority but not acknowledged are not committed."""
    for size in (3, 5):
        leader = lab.place("S1", cluster=size, role="leader", term=1, log=[1, 1, 1])
        reached = advance_commit_fully(leader)
        if reached:
            raise CheckFailure(
                f"S1 of {size} servers sent entries 1 to 3 to every follower (nextIndex 4); none has answered "
                f"(matchIndex 0). commitIndex then was {reached}."
            )


@check(
    points=3,
    explained_by=[test_majority_commits],
    paper="§5.4.2, last paragraph",
    ask="an entry of the leader's own term is on a majority: what does Log Matching say about the entries before it?",
)
def test_own_term_carries_older(lab: Lab) -> None:
    """An entry of the leader's own term on a majority commits everything before it."""
    for row in TABLES["own_behind_older"]:
        reached = advance_commit_fully(place_leader(lab, row))
        if reached < row["commit"]:
            raise CheckFailure(commit_index_text(row, reached))


@check(
    points=1,
    depends_on=[test_majority_commits],
    paper="Figure 2 (commitIndex: increases monotonically)",
    ask="matchIndex starts at 0 for each new leader: which entries does it already know to be committed?",
)
def test_leader_commit_never_falls(lab: Lab) -> None:
    """A new leader keeps the commitIndex that it had learned as a follower."""
    for row in TABLES["known"]:
        reached = advance_commit_fully(place_leader(lab, row))
        if reached < row["commit"]:
            raise CheckFailure(f"{leader_text(row)}. commitIndex then was {reached}.")


@check(
    points=1,
    depends_on=[test_majority_commits],
    paper="the contract of tryAdvanceCommit",
    ask="what was commitIndex before the call, and what after it?",
)
def test_returns_whether_commit_index_moved(lab: Lab) -> None:
    """tryAdvanceCommit returns whether commitIndex moved."""
    for row in itertools.chain.from_iterable(TABLES[name] for name in LEADER_TABLES):
        leader = place_leader(lab, row)
        for _ in range(len(row["log"]) + 1):
            before = leader.commitIndex
            result = leader.call("tryAdvanceCommit").result
            moved = leader.commitIndex != before
            if result is not moved:
                raise CheckFailure(
                    f"{leader_text(row)}. A call took commitIndex from {before} to {leader.commitIndex} and "
                    f"returned {result}."
                )
            if not moved:
                break


@check(
    points=1,
    depends_on=[test_majority_commits],
    safety="LeaderCompleteness",
    paper="§5.4.2; Figure 2 (Leaders, upon election)",
    ask="what does a new leader know about the entries that it inherited?",
)
def test_winning_commits_nothing(lab: Lab) -> None:
    """Winning an election commits nothing."""
    for known in (0, 1):
        candidate = lab.place("S1", role="candidate", term=3, log=[1, 1, 2], commit_index=known)
        for voter in ("S2", "S3"):
            candidate.deliver(RequestVoteReply(term=3, voterId=voter, voteGranted=True))
        if candidate.role != "leader":
            raise CheckFailure("S1 (candidate, term 3) got the votes of S2 and S3 and did not lead.", safety="")
        if candidate.commitIndex != known:
            raise CheckFailure(
                f"S1 (log 1 1 2, commitIndex {known}) won term 3; no follower has acknowledged anything. "
                f"commitIndex then was {candidate.commitIndex}.",
                safety="LeaderCompleteness" if candidate.commitIndex > known else "",
            )
