# caught by: test_older_message_is_stale
class Terms(Server):
    """Takes for stale what is one term old, and no older message."""

    def rejectStale(self, message: Message) -> bool:
        if message.term != self.currentTerm - 1:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
