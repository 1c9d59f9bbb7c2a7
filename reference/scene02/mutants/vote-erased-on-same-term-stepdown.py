# caught by: test_vote_is_kept_within_its_term
class Terms(Server):
    """Forgets the vote whenever it steps down, also within a term."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.leaderId = None
            self.persist()
        self.votedFor = None
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
