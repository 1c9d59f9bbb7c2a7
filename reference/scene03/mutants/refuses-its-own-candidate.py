# caught by: test_same_candidate_hears_yes_again
class Election(Server):
    """A vote is told once."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
