# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Writes its vote only while its log is short."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.votedFor in (None, req.candidateId) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                if self.log.lastIndex() < 4:
                    self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
