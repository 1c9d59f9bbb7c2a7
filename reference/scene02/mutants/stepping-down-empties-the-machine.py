# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Stepping down empties the machine."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.machine = {}
        self.nextIndex = {}
        self.matchIndex = {}
