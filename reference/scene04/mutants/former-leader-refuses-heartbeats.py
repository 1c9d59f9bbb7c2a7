# caught by: test_entries_are_stored
class Replication(Server):
    """Refuses what comes before the entries that its clients wait for."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm) or req.prevLogIndex < max(self.waiting, default=0):",
    )
