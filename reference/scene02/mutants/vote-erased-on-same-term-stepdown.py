# caught by: test_vote_is_kept_within_its_term
"""Forgets the vote whenever it steps down, also within a term."""


class Terms(Server):
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
