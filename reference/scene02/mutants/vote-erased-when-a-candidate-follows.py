# caught by: test_vote_is_kept_within_its_term
class Terms(Server):
    """A candidate that gives way in its own term takes its own vote back."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        if self.role == CANDIDATE:
            self.votedFor = None
            self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
