# caught by: test_every_append_counts
class Election(Server):
    """A leader that knows less committed than this server is not heard."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if req.leaderCommit < self.commitIndex:
            return
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
