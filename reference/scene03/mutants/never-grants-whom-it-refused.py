# caught by: test_each_leadership_starts_anew
class Election(Server):
    """Never votes for a candidate that it has once refused."""

    def handleRequestVote(self, req: RequestVote) -> None:
        self.refused = getattr(self, "refused", set())
        granted = (
            self.votedFor in (None, req.candidateId)
            and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
            and req.candidateId not in self.refused
        )
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        else:
            self.refused = self.refused | {req.candidateId}
        self.send(req.candidateId, self.vote_reply(granted))
