# caught by: test_request_of_newer_term
"""Looks for a newer term in vote requests and replies, not in AppendEntries."""

from raftlab.server import AppendEntries


class Terms(Server):
    def receive(self, message: Message) -> None:
        if not isinstance(message, AppendEntries):
            self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)
