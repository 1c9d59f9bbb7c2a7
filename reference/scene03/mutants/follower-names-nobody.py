# caught by: test_follower_knows_its_leader
class Election(Server):
    """Follows, and would send a client to nobody."""

    replace("handleAppendEntries", "self.leaderId = req.leaderId", "")
