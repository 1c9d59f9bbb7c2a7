# caught by: test_event_changes_only_what_it_is_about
class Election(Server):
    """The election is over, so the vote is free again."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
        if self.votedFor not in (None, self.id):
            self.votedFor = None
            self.persist()
