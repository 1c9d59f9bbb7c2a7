# caught by: test_refusal_tells_the_current_term
class Terms(Server):
    """A refusal names the asking server as its sender."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, message.sender)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
