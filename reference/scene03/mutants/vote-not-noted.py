# caught by: test_free_vote_is_granted
class Election(Server):
    """Grants, and does not note to whom."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
