# caught by: test_follower_follows
class Election(Server):
    """A heartbeat leaves the election timer as it is."""

    replace("handleAppendEntries", "self.resetElectionTimer()", "")
