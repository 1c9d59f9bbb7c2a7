# expected: 56 points
class Replication(Server):
    """The leader's half is right; the follower stores what it is sent without the consistency check."""

    replace("handleAppendEntries", "if not self.log.holds(req.prevLogIndex, req.prevLogTerm):", "if False:")
