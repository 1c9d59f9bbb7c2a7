# caught by: test_every_append_counts
"""Only an append that fits the log restarts the timer."""


class Election(Server):
    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        if self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.resetElectionTimer()
