# caught by: test_second_candidate_is_refused
class Election(Server):
    """A refusal has the term before."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        term = self.currentTerm if granted else self.currentTerm - 1
        self.send(
            req.candidateId,
            RequestVoteReply(term=term, voterId=self.id, voteGranted=granted),
        )
