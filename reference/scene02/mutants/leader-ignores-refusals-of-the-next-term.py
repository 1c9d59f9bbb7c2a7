# caught by: test_reply_of_newer_term
"""A leader with entries takes a refusal of the next term for a gap in its log."""

from raftlab.server import LEADER, AppendEntriesReply


class Terms(Server):
    def receive(self, message: Message) -> None:
        refused = isinstance(message, AppendEntriesReply) and not message.success
        if refused and self.role == LEADER and len(self.log) > 0 and message.term == self.currentTerm + 1:
            return
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)
