# variant: where the new term is taken over is nobody's business, as long as it is done at once
class Terms(Server):
    """Does in observeTerm what a new term takes, in becomeFollower the rest."""

    def observeTerm(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm, self.votedFor, self.leaderId = term, None, None
            self.persist()
            self.becomeFollower(term)
