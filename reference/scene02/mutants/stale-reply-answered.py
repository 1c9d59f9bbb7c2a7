# caught by: test_stale_reply_is_not_answered
"""Answers old replies with a refusal of its own."""

from raftlab.server import AppendEntriesReply


class Terms(Server):
    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is None:
            refusal = AppendEntriesReply(self.currentTerm, self.id, success=False)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
