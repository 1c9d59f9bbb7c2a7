# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """Rival request deposes."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            if self.votedFor is None:
                self.votedFor = req.candidateId
                self.persist()
            self.resetElectionTimer()
        if not granted and self.role != "follower":
            self.becomeFollower(self.currentTerm)
        self.send(req.candidateId, self.vote_reply(granted))
