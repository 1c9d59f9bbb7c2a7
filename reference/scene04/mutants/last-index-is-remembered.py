# caught by: test_entries_are_stored
class Replication(Server):
    """Remembers its last index as a follower: an entry that it appends while it leads is not in it."""

    replace(
        "handleAppendEntries",
        "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
        "self.end = getattr(self, 'end', self.log.lastIndex())\n"
        "if req.prevLogIndex > self.end or not self.log.holds(req.prevLogIndex, req.prevLogTerm):",
    )
    replace(
        "handleAppendEntries",
        "self.advanceFollowerCommit(req)",
        "self.end = self.log.lastIndex()\nself.advanceFollowerCommit(req)",
    )
