# variant: a request of an older term may be refused or ignored, but for questions
class PreVoting(Server):
    """An old leader's append gets no answer."""

    def rejectStale(self, message: Message) -> bool:
        if isinstance(message, AppendEntries) and message.term < self.currentTerm:
            return True
        return super().rejectStale(message)
