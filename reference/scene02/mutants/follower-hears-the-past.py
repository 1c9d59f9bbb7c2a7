# caught by: test_older_message_is_stale
class Terms(Server):
    """A follower takes messages of older terms for fresh ones."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm or self.role == FOLLOWER:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
