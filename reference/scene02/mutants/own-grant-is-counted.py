# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Counts a vote before the reply is handled."""

    def rejectStale(self, message: Message) -> bool:
        if message.term == self.currentTerm and getattr(message, "voteGranted", False):
            self.votesGranted.add(message.sender)
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
