# caught by: test_repeated_with_the_heartbeat
class Reads(Server):
    """Answers one read in each event."""

    replace(
        "serveReads",
        "elif self.lastApplied >= index",
        "elif len(waiting) == self.pendingReads.index(read) and self.lastApplied >= index",
    )
