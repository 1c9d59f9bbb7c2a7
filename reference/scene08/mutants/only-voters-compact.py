# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """A server without a vote keeps its log."""

    replace(
        "takeSnapshot",
        "last = self.lastApplied",
        "if not self.has_vote(self.configuration()):\n    return\nlast = self.lastApplied",
    )
