# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """A rival of its own term deposes a leader."""

    def rejectStale(self, message: Message) -> bool:
        if message.term == self.currentTerm and hasattr(message, "candidateId"):
            self.becomeFollower(message.term)
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
