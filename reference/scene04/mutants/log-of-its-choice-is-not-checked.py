# caught by: test_consistency_check
class Replication(Server):
    """Compares no terms with the leader that it voted for."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        """if not self.log.holds(req.prevLogIndex, req.prevLogTerm) and (
    self.votedFor != req.leaderId or req.prevLogIndex > self.log.lastIndex()
):""",
    )
