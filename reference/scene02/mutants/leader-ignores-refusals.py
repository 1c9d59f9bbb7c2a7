# caught by: test_reply_of_newer_term
"""A leader with entries takes refusals for gaps in the log, whatever their term."""

from raftlab.server import LEADER, AppendEntriesReply


class Terms(Server):
    def receive(self, message: Message) -> None:
        if (
            self.role == LEADER
            and isinstance(message, AppendEntriesReply)
            and not message.success
            and len(self.log) > 0
        ):
            return
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)
