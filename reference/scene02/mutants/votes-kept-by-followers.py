# caught by: test_candidate_has_its_own_vote_only
class Terms(Server):
    """Keeps the votes of a lost candidacy, and begins the next one with them."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.nextIndex = {}
        self.matchIndex = {}

    def becomeCandidate(self) -> None:
        self.currentTerm += 1
        kept = self.votesGranted if self.role == FOLLOWER else set()
        self.votedFor = self.id
        self.role = CANDIDATE
        self.leaderId = None
        self.votesGranted = {self.id} | kept
        self.persist()
