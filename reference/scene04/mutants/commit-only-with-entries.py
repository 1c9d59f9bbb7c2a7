# caught by: test_append_tells_commit
class Replication(Server):
    """An append without entries carries leaderCommit 0."""

    replace("append_request", "=self.commitIndex,", "=self.commitIndex if self.log.lastIndex() > prev else 0,")
