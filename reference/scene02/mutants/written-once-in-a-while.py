# caught by: test_each_of_many_steps_is_durable
class Terms(Server):
    """Writes once in 50 ms."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            if self.now - getattr(self, "wrote", -50) >= 50 or not self.now:
                self.persist()
                self.wrote = self.now
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
