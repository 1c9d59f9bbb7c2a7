# caught by: test_entries_are_stored
class Replication(Server):
    """Takes a message that begins below commitIndex for an old one: acknowledges it and stores nothing."""

    replace(
        "handleAppendEntries",
        "self.storeEntries(req)",
        "if req.prevLogIndex >= self.commitIndex:\n    self.storeEntries(req)",
    )
