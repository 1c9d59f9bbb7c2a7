# caught by: test_append_tells_commit
class Replication(Server):
    """Tells the last index for what is committed."""

    replace("append_request", "leaderCommit=self.commitIndex,", "leaderCommit=self.log.lastIndex(),")
