# caught by: test_commit_is_looked_at_once_stored
class Replication(Server):
    """Looks at what is committed with a message that it refuses, too."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):\n    self.advanceFollowerCommit(req)",
    )
