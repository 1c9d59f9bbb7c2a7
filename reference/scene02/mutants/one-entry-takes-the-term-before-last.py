# caught by: test_late_copies
class Terms(Server):
    """A server with one entry goes back by two terms."""

    def observeTerm(self, term: int) -> None:
        if term > self.currentTerm:
            self.becomeFollower(term)
        elif term == self.currentTerm - 2 and self.log.lastIndex() == 1:
            self.currentTerm = term
