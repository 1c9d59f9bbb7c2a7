# caught by: test_older_message_is_stale
"""Follows the sender of any append in the append's own term, once its log is not empty."""

from raftlab.server import AppendEntries


class Terms(Server):
    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        if isinstance(message, AppendEntries) and len(self.log) > 0:
            self.currentTerm = message.term
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
