# caught by: test_older_message_is_stale
"""A leader takes messages of older terms for fresh ones."""

from raftlab.server import LEADER


class Terms(Server):
    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm or self.role == LEADER:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
