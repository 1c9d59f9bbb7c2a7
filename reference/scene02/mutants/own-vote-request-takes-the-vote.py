# caught by: test_new_term_brings_a_new_vote
class Terms(Server):
    """The first to ask in its term has its vote, whatever the logs say."""

    def rejectStale(self, message: Message) -> bool:
        if message.term == self.currentTerm and hasattr(message, "candidateId") and self.votedFor is None:
            self.votedFor = message.candidateId
        if message.term >= self.currentTerm:
            return False
        refusal = message.refusal(self.currentTerm, self.id)
        if refusal is not None:
            self.send(message.sender, refusal)
        return True
