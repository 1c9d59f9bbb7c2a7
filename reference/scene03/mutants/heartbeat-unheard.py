# caught by: test_follower_knows_its_leader
class Election(Server):
    """A heartbeat leaves the election timer as it is."""

    replace("handleAppendEntries", "self.resetElectionTimer()", "")
