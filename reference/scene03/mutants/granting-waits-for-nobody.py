# caught by: test_granting_restarts_the_timer
class Election(Server):
    """A voter goes on counting down."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted and self.votedFor is None:
            self.votedFor = req.candidateId
            self.persist()
        self.send(req.candidateId, self.vote_reply(granted))
