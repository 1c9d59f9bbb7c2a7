# caught by: test_candidate_concedes
class Election(Server):
    """A follower with a free vote gives it to the leader that it hears."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        if self.votedFor is None:
            self.votedFor = req.leaderId
            self.persist()
        self.leaderId = req.leaderId
        self.resetElectionTimer()
