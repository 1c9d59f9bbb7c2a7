# caught by: test_candidate_concedes
"""A candidate hears no leader."""


class Election(Server):
    def handleAppendEntries(self, req: AppendEntries) -> None:
        if self.role == CANDIDATE:
            return
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
