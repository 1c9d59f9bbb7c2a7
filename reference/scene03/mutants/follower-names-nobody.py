# caught by: test_follower_follows
"""Follows, and would send a client to nobody."""


class Election(Server):
    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.resetElectionTimer()
