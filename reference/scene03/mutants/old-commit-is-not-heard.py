# caught by: test_every_append_counts
"""A leader that knows less committed than this server is not heard."""


class Election(Server):
    def handleAppendEntries(self, req: AppendEntries) -> None:
        if req.leaderCommit < self.commitIndex:
            return
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
