# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """Compacts only once."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if not self.log.lastIncludedIndex and self.saveSnapshot(snapshot):",
    )
