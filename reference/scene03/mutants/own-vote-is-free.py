# caught by: test_second_candidate_is_refused
class Election(Server):
    """A candidate gives its own vote away."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor in (None, self.id, req.candidateId)
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor = req.candidateId
            self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
