# caught by: test_follower_asks_its_leader
class Reads(Server):
    """Answers no read whose index a snapshot covers."""

    replace(
        "serveForwardedReads",
        "if index is not None and self.lastApplied >= index:",
        "if index is not None and self.lastApplied >= index > self.log.lastIncludedIndex:",
    )
