# caught by: test_current_message_is_not_stale
class Terms(Server):
    """Turns away messages of its own term."""

    def rejectStale(self, message: Message) -> bool:
        if message.term > self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
