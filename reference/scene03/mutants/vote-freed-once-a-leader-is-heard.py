# caught by: test_search_three
"""The election is over, so the vote is free again."""


class Election(Server):
    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
        self.resetElectionTimer()
        if self.votedFor not in (None, self.id):
            self.votedFor = None
            self.persist()
