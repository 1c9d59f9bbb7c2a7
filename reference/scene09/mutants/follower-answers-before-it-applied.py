# caught by: test_follower_asks_its_leader
class Reads(Server):
    """Answers as soon as the leader has given an index."""

    replace("serveForwardedReads", "index is not None and self.lastApplied >= index", "index is not None")
