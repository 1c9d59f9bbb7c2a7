# caught by: test_every_append_counts
class Election(Server):
    """A candidate hears a leader only where the logs fit."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if self.role == CANDIDATE and not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            return
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
