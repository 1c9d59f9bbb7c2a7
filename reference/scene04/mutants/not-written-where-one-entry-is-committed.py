# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Does not write a message of which the leader has committed just the first entry."""

    replace(
        "storeEntries",
        "if list(self.log) != before:",
        "if list(self.log) != before and req.leaderCommit != req.prevLogIndex + 1:",
    )
