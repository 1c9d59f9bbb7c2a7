# caught by: test_refusal_tells_the_current_term
"""A refusal names the asking server as its sender."""


class Terms(Server):
    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, message.sender)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
