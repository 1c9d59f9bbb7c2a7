# caught by: test_current_message_is_not_stale
"""Turns away messages of its own term."""


class Terms(Server):
    def rejectStale(self, message: Message) -> bool:
        if message.term > self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
