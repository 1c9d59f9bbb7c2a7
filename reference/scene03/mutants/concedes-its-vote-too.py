# caught by: test_candidate_concedes
class Election(Server):
    """Who concedes takes the own vote back."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if self.role == CANDIDATE:
            self.votedFor = None
            self.persist()
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
