# variant: writing more often than needed is slower, not wrong
class Election(Server):
    """Persists at each grant, also a repeated one."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor = req.candidateId
            self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
