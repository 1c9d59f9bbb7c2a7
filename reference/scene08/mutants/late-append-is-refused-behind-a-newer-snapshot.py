# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Refuses an append below its log if its snapshot is newer than the start of its log."""

    replace(
        "handleAppendEntries",
        "if known > 0:",
        "if known > 0 and self.snapshot is not None and self.snapshot.lastIncludedIndex > "
        "self.log.lastIncludedIndex:\n"
        "    self.send(req.leaderId, AppendEntriesReply(self.currentTerm, self.id, False, req.prevLogIndex))\n"
        "    return\n"
        "if known > 0:",
    )
