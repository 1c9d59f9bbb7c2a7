# caught by: test_commit_is_looked_at_once_stored
class Replication(Server):
    """Looks at what is committed with heartbeats alone."""

    replace(
        "handleAppendEntries",
        "self.advanceFollowerCommit(req)",
        "if not req.entries:\n    self.advanceFollowerCommit(req)",
    )
