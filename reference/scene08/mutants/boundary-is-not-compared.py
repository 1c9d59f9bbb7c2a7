# caught by: test_append_after_the_snapshot_fits
class Snapshots(Server):
    """Takes any append after a gap behind an empty log."""

    replace(
        "handleAppendEntries",
        "super().handleAppendEntries(req)",
        "if self.log.lastIncludedIndex and not len(self.log) and req.prevLogIndex > self.log.lastIncludedIndex:\n"
        "    self.log.resetTo(req.prevLogIndex, req.prevLogTerm)\n"
        "super().handleAppendEntries(req)",
    )
