# caught by: test_follower_commit_advances_once_stored
class Replication(Server):
    """Looks at what is committed with a message that it refuses, too."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):\n    self.advanceFollowerCommit(req)",
    )
