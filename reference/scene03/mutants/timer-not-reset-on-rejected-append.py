# caught by: test_every_append_counts
class Election(Server):
    """Only an append that fits the log restarts the timer."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        if self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.resetElectionTimer()
