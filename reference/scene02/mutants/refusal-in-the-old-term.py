# caught by: test_refusal_tells_the_current_term
class Terms(Server):
    """Refuses in the term of the request, so that its sender learns nothing."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(message.term, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
