"""A prior message of a scenario: it is in flight and was sent before the run began, by a server of its term."""

from __future__ import annotations

from raftlab.scenario.parsed_scenario import Statement
from raftlab.server import AppendEntries, AppendEntriesReply, Entry, Message, RequestVote, RequestVoteReply


def prior_message(statement: Statement) -> Message:
    """Return the message of a `message` line. The defaults are index 0, granted, and no entries."""
    term, source = int(statement["term"]), statement["source"]
    index, of = int(statement["index"] or 0), int(statement["of"] or 0)
    if statement["kind"] == "vote":
        return RequestVote(term, source, index, of)
    if statement["kind"] == "vote-reply":
        return RequestVoteReply(term, source, statement["said"] != "refused")
    if statement["kind"] == "append":
        entries = tuple(Entry(int(word)) for word in statement["entries"].split())
        return AppendEntries(term, source, index, of, entries, 0)
    stored = int(statement["stored"] or 0)
    return AppendEntriesReply(term, source, statement["said"] != "refused", prevLogIndex=stored, matchIndex=stored)
