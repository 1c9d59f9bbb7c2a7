# caught by: test_vote_stands_after_a_crash
class Election(Server):
    """The vote is in memory alone."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor = req.candidateId
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
