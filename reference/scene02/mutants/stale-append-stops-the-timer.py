# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """An old leader's message stops the election timer."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        if hasattr(message, "entries"):
            self.cancelTimer("election")
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
