# caught by: test_failed_write_keeps_the_log
class Snapshots(Server):
    """Cuts its log though the snapshot was not saved, as a leader with a compacted log."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.saveSnapshot(snapshot) or (self.role == LEADER and self.log.lastIncludedIndex):",
    )
