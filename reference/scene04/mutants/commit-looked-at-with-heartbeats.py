# caught by: test_follower_commit_advances_once_stored
class Replication(Server):
    """Looks at what is committed with heartbeats alone."""

    replace(
        "handleAppendEntries",
        "self.advanceFollowerCommit(req)",
        "if not req.entries:\n    self.advanceFollowerCommit(req)",
    )
