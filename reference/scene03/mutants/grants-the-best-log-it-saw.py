# caught by: test_each_leadership_starts_anew
class Election(Server):
    """Votes for nobody whose log is behind the best that it was ever told of."""

    def handleRequestVote(self, req: RequestVote) -> None:
        self.best = max(getattr(self, "best", (0, 0)), (req.lastLogTerm, req.lastLogIndex))
        granted = (
            self.votedFor in (None, req.candidateId)
            and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
            and (req.lastLogTerm, req.lastLogIndex) >= self.best
        )
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
