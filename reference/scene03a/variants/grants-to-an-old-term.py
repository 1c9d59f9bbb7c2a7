# variant: a server of an old term may be granted its question instead of being told the new term
class PreVoting(Server):
    """Where the sender's term is old, answers by the log, in its own term."""

    def rejectStale(self, message: Message) -> bool:
        if isinstance(message, PreVote) and message.term < self.currentTerm:
            self.handlePreVote(message)
            return True
        return super().rejectStale(message)
