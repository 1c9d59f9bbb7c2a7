# caught by: test_vote_depends_on_vote_and_log_alone
class Election(Server):
    """Compares a candidate's log with what it has committed."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.votedFor in (None, req.candidateId) and (req.lastLogTerm, req.lastLogIndex) >= (
            (self.log.term(self.commitIndex), self.commitIndex)
            if self.commitIndex
            else (self.log.lastTerm(), self.log.lastIndex())
        )
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
