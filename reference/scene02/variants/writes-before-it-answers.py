# variant: what is durable may be written again before a refusal
class Terms(Server):
    """Writes before it answers."""

    def rejectStale(self, message: Message) -> bool:
        if message.term >= self.currentTerm:
            return False
        self.persist()
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
