# variant: whoever is heard next says again who leads
class Terms(Server):
    """Whoever steps down knows no leader for a moment."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.leaderId = None
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
