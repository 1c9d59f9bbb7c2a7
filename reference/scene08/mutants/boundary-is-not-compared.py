# caught by: test_boundary_is_known
class Snapshots(Server):
    """Takes any append after a gap behind an empty log."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "if self.log.lastIncludedIndex and not len(self.log) and req.prevLogIndex > self.log.lastIncludedIndex:\n"
        "    self.log.resetTo(req.prevLogIndex, req.prevLogTerm)\n"
        "super().handleAppendEntries(req)",
    )
