# caught by: test_candidate_concedes
"""Who concedes takes the own vote back."""


class Election(Server):
    def handleAppendEntries(self, req: AppendEntries) -> None:
        if self.role == CANDIDATE:
            self.votedFor = None
            self.persist()
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
