# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Ignores appends while it holds parts of a snapshot."""

    replace(
        "handleAppendEntries",
        "known = self.log.lastIncludedIndex - req.prevLogIndex",
        "if self.received[2]:\n    return\nknown = self.log.lastIncludedIndex - req.prevLogIndex",
    )
