# caught by: test_consistency_check
class Replication(Server):
    """Looks whether prevLogIndex is there, not whether its term is the one meant."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "if req.prevLogIndex > self.log.lastIndex():",
    )
