# caught by: test_vote_depends_on_vote_and_log_alone
class Election(Server):
    """With six entries or more it compares no logs."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.votedFor in (None, req.candidateId) and (
            self.log.lastIndex() > 5 or self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        )
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
