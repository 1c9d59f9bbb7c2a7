# caught by: test_vote_stands_after_a_crash
class Election(Server):
    """Writes, then notes the vote."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.persist()
                self.votedFor = req.candidateId
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
