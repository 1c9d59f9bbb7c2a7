# caught by: test_consistency_check
class Replication(Server):
    """Compares terms by identity."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm",
        "if not (req.prevLogIndex <= self.log.lastIndex() and self.log.term(req.prevLogIndex) is req.prevLogTerm",
    )
