# caught by: test_consistency_check
class Replication(Server):
    """Wants prevLogIndex to be its last index."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "if (req.prevLogIndex, req.prevLogTerm) != (self.log.lastIndex(), self.log.lastTerm()):",
    )
