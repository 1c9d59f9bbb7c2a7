# caught by: test_consistency_check
class Replication(Server):
    """Refuses a heartbeat that ends below its commitIndex, of a leader that has committed more."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "is_old = not req.entries and req.prevLogIndex + 1 < self.commitIndex < req.leaderCommit\n"
        "if is_old or not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
    )
