# variant: a sender of an old term learns of the newer one from the newer leader too
class Terms(Server):
    """Drops every old message without a word."""

    def rejectStale(self, message: Message) -> bool:
        return message.term < self.currentTerm
