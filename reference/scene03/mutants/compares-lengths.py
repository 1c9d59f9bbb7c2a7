# caught by: test_log_that_is_behind_is_refused
class Election(Server):
    """The longer log is the better one."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and req.lastLogIndex >= self.log.lastIndex()
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
