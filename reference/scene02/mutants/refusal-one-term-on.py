# caught by: test_refusal_tells_the_current_term
class Terms(Server):
    """A refusal carries the term after the sender's."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(message.term + 1, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
