# caught by: test_follower_asks_its_leader
class Reads(Server):
    """Answers only while exactly the index of the read is applied."""

    replace(
        "serveForwardedReads",
        "if index is not None and self.lastApplied >= index:",
        "if index is not None and self.lastApplied == index:",
    )
