# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Does not write entries that the leader has committed: a majority has them already."""

    replace(
        "storeEntries",
        "if list(self.log) != before:",
        "if list(self.log) != before and req.leaderCommit < self.log.lastIndex():",
    )
