# caught by: test_event_changes_only_what_it_is_about
class Terms(Server):
    """Who steps down tells its clients that nothing will come of their calls."""

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
        for w in self.waiting.values():
            self.reply(w.client, w.sequence, "not leader")
        self.waiting = {}
