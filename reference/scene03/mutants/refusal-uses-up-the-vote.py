# caught by: test_log_that_is_behind_is_refused
class Election(Server):
    """The vote is gone before the log is looked at."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        if free and self.votedFor is None:
            self.votedFor = req.candidateId
            self.persist()
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
