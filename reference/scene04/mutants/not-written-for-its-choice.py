# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Does not write what the leader sends that it voted for."""

    replace(
        "storeEntries",
        "if list(self.log) != before:",
        "if list(self.log) != before and self.votedFor != req.leaderId:",
    )
