# caught by: test_every_append_counts
class Election(Server):
    """A candidate that has another's vote hears no leader."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if self.role == CANDIDATE and len(self.votesGranted) > 1:
            return
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
