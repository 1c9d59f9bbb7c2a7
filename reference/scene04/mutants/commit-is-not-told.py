# caught by: test_append_tells_commit
class Replication(Server):
    """Leaves leaderCommit at 0."""

    replace("append_request", "leaderCommit=self.commitIndex,", "leaderCommit=0,")
