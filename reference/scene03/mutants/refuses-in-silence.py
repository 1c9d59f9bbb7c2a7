# caught by: test_second_candidate_is_refused
class Election(Server):
    """Who is refused hears nothing."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        if granted:
            self.send(req.candidateId, self.vote_reply(granted))
