"""A message that a scenario puts on its way: sent before the run began, by whoever was then in its term."""

from __future__ import annotations

from raftlab.scenario.language import Statement
from raftlab.server import AppendEntries, AppendEntriesReply, Entry, Message, RequestVote, RequestVoteReply


def stray(said: Statement) -> Message:
    """Return the message of a `message` line; what the line leaves open is 0, granted, and empty."""
    term, source = int(said["term"]), said["source"]
    index, of = int(said["index"] or 0), int(said["of"] or 0)
    if said["kind"] == "vote":
        return RequestVote(term, source, index, of)
    if said["kind"] == "vote-reply":
        return RequestVoteReply(term, source, said["said"] != "refused")
    if said["kind"] == "append":
        entries = tuple(Entry(int(word)) for word in said["entries"].split())
        return AppendEntries(term, source, index, of, entries, 0)
    stored = int(said["stored"] or 0)
    return AppendEntriesReply(term, source, said["said"] != "refused", prevLogIndex=stored, matchIndex=stored)
