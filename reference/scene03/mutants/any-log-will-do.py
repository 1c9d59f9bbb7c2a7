# caught by: test_log_that_is_behind_is_refused
class Election(Server):
    """Looks at the vote alone."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.votedFor is None or self.votedFor == req.candidateId
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
