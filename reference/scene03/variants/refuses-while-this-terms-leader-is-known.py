# variant: this term has its leader: another vote can elect nobody
class Election(Server):
    """Whoever knows this term's leader need not vote."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = (
            free and self.leaderId in (None, req.candidateId) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        )
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
