# caught by: test_commit_rests_on_replication
class Replication(Server):
    """Appends nothing unless truncateConflicts left nothing behind prevLogIndex, as the given one does."""

    replace(
        "storeEntries",
        "for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):\n    if index > self.log.lastIndex():",
        "if self.log.lastIndex() == req.prevLogIndex:\n    for entry in req.entries:",
    )
