# caught by: test_stale_changes_nothing
class Terms(Server):
    """Takes its vote back when an old message arrives."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        self.votedFor = None
        return True
