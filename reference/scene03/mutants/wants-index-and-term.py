# caught by: test_tables_of_votes
class Election(Server):
    """Both numbers of the log must be no smaller."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and req.lastLogTerm >= self.log.lastTerm() and req.lastLogIndex >= self.log.lastIndex()
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
