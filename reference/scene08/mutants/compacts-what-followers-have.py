# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """Keeps the entries that a follower lacks, however many an operator asks it to drop."""

    replace(
        "takeSnapshot",
        "self.log.compactTo(index)",
        "stored = min([index, *self.matchIndex.values()])\n"
        "self.log.compactTo(stored if stored > self.log.lastIncludedIndex else index)",
    )
