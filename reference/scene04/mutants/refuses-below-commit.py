# caught by: test_consistency_check
class Replication(Server):
    """A follower refuses an append whose prevLogIndex is below its commitIndex."""

    replace("handleAppendEntries", "if not self.", "if req.prevLogIndex < self.commitIndex or not self.")
