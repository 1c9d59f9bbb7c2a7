# caught by: test_old_leader_is_forgotten
"""Names the leader of the old term in the new one."""


class Terms(Server):
    def becomeFollower(self, term: int) -> None:
        if term > self.currentTerm:
            self.currentTerm = term
            self.votedFor = None
            self.persist()
        self.role = FOLLOWER
        self.votesGranted = set()
        self.nextIndex = {}
        self.matchIndex = {}
