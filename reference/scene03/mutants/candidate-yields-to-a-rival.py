# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Candidate yields to a rival."""

    def handleRequestVote(self, req: RequestVote) -> None:
        if self.role == CANDIDATE:
            self.becomeFollower(req.term)
            self.resetElectionTimer()
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
