# variant: what is durable twice is durable
class Terms(Server):
    """Persists the term, then the cleared vote, and at every step down."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.persist()
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.persist()
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
