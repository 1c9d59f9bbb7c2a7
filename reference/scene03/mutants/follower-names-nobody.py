# caught by: test_follower_follows
class Election(Server):
    """Follows, and would send a client to nobody."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        self.becomeFollower(req.term)
        self.resetElectionTimer()
