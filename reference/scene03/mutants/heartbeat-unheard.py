# caught by: test_follower_follows
class Election(Server):
    """A heartbeat leaves the election timer as it is."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.leaderId = req.leaderId
