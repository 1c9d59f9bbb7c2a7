# caught by: test_candidate_concedes
class Election(Server):
    """A candidate hears no leader."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if self.role == CANDIDATE:
            return
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
