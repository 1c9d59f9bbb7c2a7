# caught by: test_older_message_is_stale
class Terms(Server):
    """Stale is what is older than the last entry."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= min(self.currentTerm, self.log.lastTerm() or self.currentTerm):
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
