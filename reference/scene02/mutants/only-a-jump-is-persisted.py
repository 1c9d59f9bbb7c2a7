# caught by: test_any_life
class Terms(Server):
    """Persists a term that is new by more than one, and trusts its memory for the rest."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            jump = term > self.currentTerm + 1
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            if jump:
                self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
