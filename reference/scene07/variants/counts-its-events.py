# variant: a server may count in its own state, although the explorer then meets no state twice
"""Counts the messages that it has seen, and decides nothing by it."""

from raftlab.server import Message


class Membership(Server):
    def receive(self, message: Message) -> None:
        super().receive(message)
        self.seen_count = getattr(self, "seen_count", 0) + 1
