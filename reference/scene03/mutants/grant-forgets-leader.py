# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """A server that grants its vote forgets the leader of the term."""

    def handleRequestVote(self, req: RequestVote) -> None:
        granted = self.votedFor in (None, req.candidateId) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.leaderId = None
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))
