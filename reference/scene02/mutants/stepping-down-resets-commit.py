# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Stepping down resets commit."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        if term > self.currentTerm - 1 and self.role != FOLLOWER:
            self.commitIndex = 0
            self.lastApplied = 0
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
