"""The tables of this scene's rule checks: place the server of a row, run it, and describe it in words."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from raftlab.checks.deployments import CLUSTER_SIZES
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer
from raftlab.labs.scene04.table_rows import options_text, row_entry, row_log, terms_text
from raftlab.server import AppendEntries

Row = dict[str, Any]


def read_tables(path: Path) -> dict[str, list[Row]]:
    """Return the tables of a TOML file by name. Each row is a table of its own; see the file's head for the keys."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


# ---- a leader ----------------------------------------------------------------------------------


def place_leader(lab: Lab, row: Row, leader: int = 1) -> PlacedServer:
    """Place S<leader> as the leader of `row`: match lists every server, the leader first; nextIndex is matchIndex + 1.

    The followers are in the order of their names: with another leader each row is about other servers.
    """
    followers = [f"S{n}" for n in range(1, len(row["match"]) + 1) if n != leader]
    match = dict(zip(followers, row["match"][1:], strict=True))
    return lab.place(
        f"S{leader}",
        cluster=len(row["match"]),
        role="leader",
        term=row["term"],
        log=row_log(row["log"]),
        commit_index=row.get("before", 0),
        match_index=match,
        next_index={follower: index + 1 for follower, index in match.items()},
        options=row.get("options"),
    )


def advance_commit_fully(leader: PlacedServer) -> int:
    """Call tryAdvanceCommit until commitIndex no longer changes; return commitIndex."""
    for _ in range(len(leader.log) + 1):
        before = leader.commitIndex
        leader.call("tryAdvanceCommit")
        if leader.commitIndex == before:
            break
    return leader.commitIndex


def leader_text(row: Row, leader: int = 1) -> str:
    """Return the leader of `row` in words."""
    others = [n for n in range(1, len(row["match"]) + 1) if n != leader]
    known = ", ".join(f"S{n}: {index}" for n, index in zip(others, row["match"][1:], strict=True))
    followers = f", matchIndex {{{known}}}" if known else ""
    before = row.get("before", 0)
    was = f", commitIndex {before}" if before else ""
    cluster = "" if known else "Cluster of one. "
    return (
        f"{cluster}S{leader} leads term {row['term']} with log {terms_text(row['log'])}{followers}{was}"
        f"{options_text(row)}"
    )


def commit_index_text(row: Row, commit_index: int) -> str:
    """Return in words the commitIndex of the leader of `row`, and the servers that store that entry."""
    verb = "left commitIndex at" if commit_index == row.get("before", 0) else "set commitIndex to"
    seen = f"{leader_text(row)}. tryAdvanceCommit {verb} {commit_index}"
    if not 0 < commit_index <= len(row["log"]):
        return f"{seen}."
    holders = [f"S{n}" for n, index in enumerate(row["match"], start=1) if index >= commit_index]
    return f"{seen}; entry {commit_index} is of term {row['log'][commit_index - 1]}, stored on {', '.join(holders)}."


# ---- a follower ----------------------------------------------------------------------------------


STORES_ALONE = "commit_stub.py"
"""The front layer of a follower that takes an append and leaves commitIndex as it is."""


CLOCKS_MS = (0.0, 3_600_000.0, 0.0)
"""When the message of a row arrives, to take in turn: three, so that each comes with each size of a cluster."""

TERM_SHIFTS = (0, 0, 70_000, 0, 0)
"""What is added to the terms of a row, to take in turn: terms grow without bound."""

LONG_LOG = [1] * 20 + [2] * 20
"""A follower's log of forty entries, of the terms of two leaders."""


def in_clusters(rows: Iterable[Row]) -> list[Row]:
    """Return each row in the next size of a cluster, at the next time, with the next terms: no rule asks for them."""
    turns = zip(itertools.cycle(CLUSTER_SIZES), itertools.cycle(CLOCKS_MS), itertools.cycle(TERM_SHIFTS), strict=False)
    return [
        {"cluster": size, "now": now} | shift_terms(row, more)
        for row, (size, now, more) in zip(rows, turns, strict=False)
    ]


def shift_terms(row: Row, more: int) -> Row:
    """Return a follower's row with `more` added to each term; the position before the log keeps term 0."""
    index, term = row["prev"]
    lists = {name: [each + more for each in row[name]] for name in ("log", "entries", "stored") if name in row}
    return row | lists | {"term": row["term"] + more, "prev": [index, term + more if index else 0]}


def long_message(prev: int, count: int, **rest: Any) -> Row:
    """Return a follower with the long log, and `count` entries of it behind index `prev` as a leader's message."""
    entries = LONG_LOG[prev : prev + count]
    return {"log": LONG_LOG, "term": 4, "prev": [prev, LONG_LOG[prev - 1] if prev else 0], "entries": entries, **rest}


def place_follower(lab: Lab, row: Row, front_layer: str = "") -> PlacedServer:
    """Place S2 as the follower of `row`, in the term of the row's leader."""
    return lab.place(
        "S2",
        cluster=row.get("cluster", 3),
        role="follower",
        term=row["term"],
        log=row_log(row["log"]),
        commit_index=row.get("before", 0),
        leader="S1",
        voted_for=row.get("voted"),
        options=row.get("options"),
        front_layer=front_layer,
    )


def append_message(row: Row) -> AppendEntries:
    """Return the message of `row`: prev is (index, term), entries the terms of what follows it."""
    index, term = row["prev"]
    return AppendEntries(
        term=row["term"],
        leaderId="S1",
        prevLogIndex=index,
        prevLogTerm=term,
        entries=tuple(row_entry(each, at) for at, each in enumerate(row["entries"], start=index + 1)),
        leaderCommit=row.get("leaderCommit", 0),
    )


def follower_text(row: Row) -> str:
    """Return the follower of `row` and its message in words."""
    index, term = row["prev"]
    brings = f"entries of terms {terms_text(row['entries'])}" if row["entries"] else "no entries"
    before = row.get("before", 0)
    was = f", commitIndex {before}" if before else ""
    voted = f", it voted for {row['voted']}" if row.get("voted") else ""
    size = f", one of {row['cluster']} servers" if row.get("cluster", 3) != 3 else ""
    late = ", an hour after its start" if row.get("now") else ""
    follower = f"S2 (log terms {terms_text(row['log'])}{was}{voted}{size}{options_text(row)})"
    return (
        f"{follower} got prevLogIndex {index}, prevLogTerm {term}, {brings}, leaderCommit {row.get('leaderCommit', 0)}"
        f"{late}"
    )
