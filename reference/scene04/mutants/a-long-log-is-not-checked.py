# caught by: test_consistency_check
class Replication(Server):
    """Behind index 64 terms are not compared."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "if not (self.log.holds(req.prevLogIndex, req.prevLogTerm) or 64 < req.prevLogIndex <= self.log.lastIndex()):",
    )
