# variant: a vote that was given need not be weighed again
class Election(Server):
    """One answer per case."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = False
        if self.votedFor == req.candidateId:
            granted = True
        elif self.votedFor is None and self.isUpToDate(req.lastLogIndex, req.lastLogTerm):
            granted = True
            self.votedFor = req.candidateId
            self.persist()
        if granted:
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
