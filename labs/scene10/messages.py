"""The message by which a leader hands over, and the size of an entry. (dissertation §3.10, §10.2)"""

from __future__ import annotations

from raftlab.server import Entry, Message, ServerId

ENTRY_BYTES = 10
"""What an entry takes besides its key and value."""


class TimeoutNow(Message, frozen=True):
    """A leader tells the server that it hands over to: start an election at once. It has no reply."""

    leaderId: ServerId


def entry_bytes(entry: Entry) -> int:
    """Return the size of an entry on its way to a follower, in bytes."""
    command = entry.command
    return ENTRY_BYTES + (0 if command is None else len(command.key) + len(command.value) + len(command.expected))
