# caught by: test_consistency_check
class Replication(Server):
    """Accepts where its entry at prevLogIndex is of the term meant or a newer one."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "if req.prevLogIndex > self.log.lastIndex() or self.log.term(req.prevLogIndex) < req.prevLogTerm:",
    )
