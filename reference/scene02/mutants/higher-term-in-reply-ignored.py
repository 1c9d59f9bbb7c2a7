# caught by: test_reply_of_newer_term
class Terms(Server):
    """Looks for a newer term in requests only."""

    def receive(self, message: Message) -> None:
        if message.refusal(self.currentTerm, self.id) is not None:
            self.observeTerm(message.term)
        if not self.rejectStale(message):
            super().receive(message)
