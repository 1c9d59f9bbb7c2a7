# caught by: test_small_appends_converge
class Replication(Server):
    """Drops entries of an older term than its own last one, as if they were stale."""

    replace(
        "storeEntries",
        "before = list(self.log)",
        "before = list(self.log)\nif req.entries and req.entries[-1].term < self.log.lastTerm():\n    return",
    )
