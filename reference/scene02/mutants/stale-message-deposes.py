# caught by: test_stale_changes_nothing
class Terms(Server):
    """Gives up its role when an old message arrives."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        self.becomeFollower(self.currentTerm)
        return True
