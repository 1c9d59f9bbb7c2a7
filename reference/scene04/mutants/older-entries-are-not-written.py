# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes only if the last entry of the message is of the leader's own term."""

    replace(
        "storeEntries",
        "if list(self.log) != before:",
        "if list(self.log) != before and req.entries[-1].term == req.term:",
    )
