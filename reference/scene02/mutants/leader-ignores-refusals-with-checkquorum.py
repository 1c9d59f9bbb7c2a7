# caught by: test_reply_of_newer_term
"""With CheckQuorum a leader looks at no refused append of a newer term."""

from raftlab.server import LEADER, AppendEntriesReply


class Terms(Server):
    def receive(self, message: Message) -> None:
        is_refusal = isinstance(message, AppendEntriesReply) and not message.success
        if self.role == LEADER and self.options.checkQuorum and is_refusal:
            return
        self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)
