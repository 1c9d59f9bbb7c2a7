# caught by: test_vote_is_kept_within_its_term
class Terms(Server):
    """A server that is behind takes its vote back when it steps down."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
        if self.lastApplied < self.log.lastIndex() and self.commitIndex:
            self.votedFor = None
