# caught by: test_each_step_of_a_long_life_is_durable
class Terms(Server):
    """Writes no newer term in a cluster of two."""

    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.leaderId = None
            if len(self.cluster) > 2:
                self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
