# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Ignores appends of a leader that is outside its own configuration."""

    replace(
        "handleAppendEntries",
        "known = self.log.lastIncludedIndex - req.prevLogIndex",
        "if req.leaderId not in self.configuration().members:\n"
        "    return\n"
        "known = self.log.lastIncludedIndex - req.prevLogIndex",
    )
