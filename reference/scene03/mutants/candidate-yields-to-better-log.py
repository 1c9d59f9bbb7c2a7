# caught by: test_second_candidate_is_refused
class Election(Server):
    """A candidate gives its own vote to one whose log is better."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = (
            self.votedFor is None
            or self.votedFor == req.candidateId
            or (
                self.role == CANDIDATE
                and (req.lastLogTerm, req.lastLogIndex) > (self.log.lastTerm(), self.log.lastIndex())
            )
        )
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor != req.candidateId:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
