# caught by: test_follower_follows
"""A heartbeat leaves the election timer as it is."""


class Election(Server):
    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
