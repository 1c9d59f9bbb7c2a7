# caught by: test_crash_in_an_event_keeps_the_vote
class Terms(Server):
    """Clears the vote on disk, then writes the term: a crash between the two frees the old vote."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.votedFor = None
            self.persist()
            self.currentTerm = term
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
