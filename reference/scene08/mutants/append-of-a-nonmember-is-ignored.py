# caught by: test_append_after_the_snapshot_fits
class Snapshots(Server):
    """Ignores appends of a leader that is outside its own configuration."""

    replace(
        "handleAppendEntries",
        "known = self.log.lastIncludedIndex - req.prevLogIndex",
        "if req.leaderId not in self.configuration().members:\n"
        "    return\n"
        "known = self.log.lastIncludedIndex - req.prevLogIndex",
    )
