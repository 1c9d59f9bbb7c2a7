# caught by: test_older_message_is_stale
class Terms(Server):
    """Lets old replies through to their handlers."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is None:
            return False
        self.send(message.sender, refusal)
        return True
