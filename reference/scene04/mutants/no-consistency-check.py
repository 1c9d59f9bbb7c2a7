# caught by: test_consistency_check
class Replication(Server):
    """Accepts every append of its leader."""

    replace("handleAppendEntries", "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):", "if False:")
