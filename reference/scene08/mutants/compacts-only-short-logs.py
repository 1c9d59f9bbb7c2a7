# caught by: test_log_stays_bounded
class Snapshots(Server):
    """Compacts no more once its log began behind index 30."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.log.lastIncludedIndex < 30 and self.saveSnapshot(snapshot):",
    )
