"""The label of a message in flight: what it asks or says, in a few characters."""

from __future__ import annotations

from typing import Any

from raftlab.pages.trace_analysis.event_text import MessageFields


def message_label(message: MessageFields) -> str:
    """Return the label of a message, for its arrow: "vote?", "vote ✓", "+2 x", "♥", "has 2"."""
    name = str(message.get("type", "?"))
    make_label = MESSAGE_LABELS.get(name)
    return make_label(message) if make_label else name


def _append(message: MessageFields) -> str:
    entries = message.get("entries") or ()
    if not entries:
        return "♥"
    first = int(message["prevLogIndex"]) + 1
    last = first + len(entries) - 1
    return f"entry {first}" if first == last else f"entries {first}–{last}"


def _append_reply(message: MessageFields) -> str:
    return f"has {message.get('matchIndex', 0)} ✓" if message.get("success") else "no ✗"


def _verdict(word: str, message: dict[str, Any]) -> str:
    return f"{word} {'✓' if message.get('voteGranted') else '✗'}"


MESSAGE_LABELS = {
    "PreVote": lambda message: "pre-vote?",
    "PreVoteReply": lambda message: _verdict("pre-vote", message),
    "RequestVote": lambda message: "vote?",
    "RequestVoteReply": lambda message: _verdict("vote", message),
    "AppendEntries": _append,
    "AppendEntriesReply": _append_reply,
}
