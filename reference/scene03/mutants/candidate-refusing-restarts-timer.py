# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """A candidate that refuses a rival restarts its timer."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.votedFor in (None, req.candidateId) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted or self.role == CANDIDATE:
            if granted and self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
