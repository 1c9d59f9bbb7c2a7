# variant: the same conditions, one after the other
class Election(Server):
    """Refuses at the first condition that does not hold."""

    def handleRequestVote(self, req: RequestVote) -> None:
        if self.role != "follower" or self.votedFor not in (None, req.candidateId):
            self.send(req.candidateId, self.vote_reply(False))
            return
        if not self.isUpToDate(req.lastLogIndex, req.lastLogTerm):
            self.send(req.candidateId, self.vote_reply(False))
            return
        self.votedFor = req.candidateId
        self.persist()
        self.send(req.candidateId, self.vote_reply(True))
        self.resetElectionTimer()
