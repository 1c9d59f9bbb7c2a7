# caught by: test_vote_is_kept_within_its_term
class Terms(Server):
    """Stepping down within a term writes no vote, and keeps it in memory."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        elif self.role != FOLLOWER:
            vote, self.votedFor = self.votedFor, None
            self.persist()
            self.votedFor = vote
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
