# caught by: test_term_never_falls
class Terms(Server):
    """Takes any term that is not its own."""

    def observeTerm(self, term: int) -> None:
        if term != self.currentTerm:
            self.becomeFollower(term)

    def becomeFollower(self, term: int) -> None:
        if term != self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
