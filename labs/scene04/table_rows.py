"""The tables of this scene's rule checks: place the leader or follower of a row, and describe both in words."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from raftlab.checks import deployments
from raftlab.checks.deployments import DEPLOYMENTS
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.server import AppendEntries, AppendEntriesReply, Command, Entry, Message, Options

Row = dict[str, Any]
RETRIED_CALL = Command("put", "x", "1", client="c", sequence=1)
"""A client's call that stands in a log several times: the client repeated it."""

WITHOUT_LIMIT = tuple(msgspec.structs.replace(options, entriesPerAppend=0) for options in DEPLOYMENTS)

NO_OPS = tuple(Entry(term, None) for term in range(1, 9))
"""A log that is the no-ops of eight leaders, one each."""


def read_tables(path: Path) -> dict[str, list[Row]]:
    """Return the tables of a TOML file by name. Each row is a table of its own; see the file's head for the keys."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def terms_text(log: Iterable[int]) -> str:
    """Return a log as the terms of its entries; a long log as how many entries of each term follow each other.

    >>> terms_text([1] * 90 + [2])
    '90 times 1, 1 time 2'
    """
    terms = list(log)
    if len(terms) <= 24:
        return " ".join(map(str, terms)) or "(empty)"
    counts = [(term, len(list(group))) for term, group in itertools.groupby(terms)]
    return ", ".join(f"{count} time{'' if count == 1 else 's'} {term}" for term, count in counts)


def options_text(row: Row) -> str:
    """Return the options of the row's server in words, where they are not the usual ones."""
    text = deployments.options_text(row.get("options", Options()))
    return f", options: {text}" if text else ""


def row_entry(term: int, index: int) -> Entry:
    """Return the entry of `term` at `index` of every row: by its index a put of its own, a no-op, a retry, or a get.

    No rule of this scene looks at the command, so the same one may stand at an index in two terms.
    """
    own = Command("put", "x", f"{term}.{index}")
    return Entry(term, (own, None, RETRIED_CALL, Command("get", "x"))[(index - 1) % 4])


def row_log(terms: Iterable[int]) -> tuple[Entry, ...]:
    """Return a log that is given by terms."""
    return tuple(row_entry(term, index) for index, term in enumerate(terms, start=1))


# ---- a follower ------------------------------------------------------------------------------------------------------


def place_follower(lab: Lab, row: Row, role: str = "follower") -> PlacedServer:
    """Place S2 with the row's log, in the term of the row's message."""
    return lab.place(
        "S2",
        role=role,
        term=row["term"],
        log=row_log(row["log"]),
        commit_index=row.get("commit", 0),
        voted_for=row.get("voted"),
        options=row.get("options"),
    )


def in_deployments_and_votes(rows: Sequence[Row]) -> list[Row]:
    """Return each row once in each deployment; in every other one its follower voted for S1, if it can have."""
    return [
        row | {"options": options, "voted": "S1" if (turn + number) % 2 and can_have_voted(row) else None}
        for turn, options in enumerate(DEPLOYMENTS)
        for number, row in enumerate(rows)
    ]


def can_have_voted(row: Row) -> bool:
    """Return whether the row's follower can have voted for S1: S1's log was then at least as up-to-date as its own."""
    (prev, prev_term), term = row["prev"], row["term"]
    if term in row["log"]:
        return True  # all of its log is S1's
    brings = [each for each in row["entries"] if each < term]
    log = row["log"]
    shown = dict(enumerate([prev_term, *brings], start=prev))
    is_up_to_date = ([prev_term, *brings][-1], prev + len(brings)) >= (log[-1] if log else 0, len(log))
    agrees = all(index <= len(log) and (log[index - 1] if index else 0) == each for index, each in shown.items())
    return is_up_to_date or (agrees and len(brings) == len(row["entries"]))


def append_message(row: Row) -> AppendEntries:
    """Return the message of `row`: prev is (index, term), entries the terms of what follows it."""
    index, term = row["prev"]
    brings = tuple(row_entry(each, at) for at, each in enumerate(row["entries"], start=index + 1))
    return AppendEntries(row["term"], "S1", index, term, brings, row.get("leaderCommit", 0))


def follower_text(row: Row) -> str:
    """Return the follower of `row` and its message in words."""
    index, term = row["prev"]
    brings = f"entries of terms {terms_text(row['entries'])}" if row["entries"] else "no entries"
    voted = f", it voted for {row['voted']}" if row.get("voted") else ""
    follower = f"S2 (log terms {terms_text(row['log'])}{voted}{options_text(row)})"
    return f"{follower} got prevLogIndex {index}, prevLogTerm {term}, {brings}"


def last_reply(step: ServerStep, leader: str = "S1") -> AppendEntriesReply | None:
    """Return the last answer to `leader` among what a step sent."""
    replies = [
        message for to, message in step.sent_messages if to == leader and isinstance(message, AppendEntriesReply)
    ]
    return replies[-1] if replies else None


# ---- a leader --------------------------------------------------------------------------------------------------------


def place_leader(lab: Lab, row: Row, entry_limit: int = 0) -> PlacedServer:
    """Place S1 as the leader of S2 and S3 with the row's log, and its match and next for S2.

    S3 stores the whole log of a leader that has committed anything.
    """
    return lab.place(
        "S1",
        role="leader",
        term=row["term"],
        log=row_log(row["log"]),
        commit_index=row.get("commit", 0),
        match_index={"S2": row.get("match", 0), "S3": len(row["log"]) if row.get("commit") else 0},
        next_index={"S2": row["next"]},
        options=row.get("options", Options(entriesPerAppend=entry_limit)),
    )


def reply_message(row: Row) -> AppendEntriesReply:
    """Return the reply of `row`: stored is an acknowledged index; else refused, with a hint (term, index)."""
    if "stored" in row:
        prev = row.get("prev", row["next"] - 1)
        return AppendEntriesReply(row["term"], "S2", True, prevLogIndex=prev, matchIndex=row["stored"])
    hint_term, hint_index = row.get("hint", (0, 0))
    return AppendEntriesReply(row["term"], "S2", False, row["refused"], 0, hint_term, hint_index)


def leader_text(row: Row) -> str:
    """Return the leader of `row` and the reply it took in words."""
    knows = f"nextIndex[S2] {row['next']}, matchIndex[S2] {row.get('match', 0)}"
    leader = f"S1 leads term {row['term']} with log {terms_text(row['log'])}, {knows}{options_text(row)}"
    if "stored" in row:
        return f"{leader}; S2 acknowledged index {row['stored']}"
    if "refused" not in row:
        return leader
    hint_term, hint_index = row.get("hint", (0, 0))
    hint = f" with conflictTerm {hint_term} and conflictIndex {hint_index}" if hint_index else ""
    return f"{leader}; S2 refused prevLogIndex {row['refused']}{hint}"


def sent_appends(step: ServerStep, to: str = "S2") -> list[AppendEntries]:
    """Return the AppendEntries that a step sent to one follower."""
    return [message for other, message in step.sent_messages if other == to and isinstance(message, AppendEntries)]


def append_text(message: AppendEntries) -> str:
    """Return an AppendEntries in words."""
    brings = f"entries of terms {terms_text(e.term for e in message.entries)}" if message.entries else "no entries"
    return f"prevLogIndex {message.prevLogIndex}, prevLogTerm {message.prevLogTerm}, {brings}"


def appends_text(messages: list[AppendEntries]) -> str:
    """Return AppendEntries in words."""
    return "; ".join(append_text(message) for message in messages) or "nothing"


def append_mismatch_text(message: Message, leader: PlacedServer) -> str | None:
    """Return in words how a leader's append differs from its log, None if it does not."""
    if not isinstance(message, AppendEntries):
        return None
    prev, log = message.prevLogIndex, leader.log
    brings = ", ".join(f"{e.command.value if e.command else 'no-op'}" for e in message.entries)
    if not 0 <= prev <= len(log):
        return f"{append_text(message)}; its log ends at index {len(log)}"
    if message.prevLogTerm != (log[prev - 1].term if prev else 0):
        return f"{append_text(message)}; entry {prev} of its log is of term {log[prev - 1].term if prev else 0}"
    if message.entries != log[prev : prev + len(message.entries)]:
        return f"{append_text(message)} ({brings}); its log holds something else there"
    if (message.term, message.leaderId) != (leader.currentTerm, leader.id):
        return f"an append of term {message.term} from {message.leaderId}"
    return None
