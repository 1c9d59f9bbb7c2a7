# caught by: test_follower_follows
class Election(Server):
    """Follows, and would send a client to nobody."""

    replace("handleAppendEntries", "self.leaderId = req.leaderId", "")
