# caught by: test_granting_restarts_the_timer
class Election(Server):
    """After a grant the timeout is fixed."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            low, _ = self.electionWindow()
            self.setTimer("election", low, low)
        self.send(req.candidateId, self.vote_reply(granted))
