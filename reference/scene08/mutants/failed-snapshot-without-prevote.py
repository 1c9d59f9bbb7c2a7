# caught by: test_failed_write_keeps_the_log
class Snapshots(Server):
    """Cuts its log though the snapshot was not saved, without Pre-Vote."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.saveSnapshot(snapshot) or not self.options.preVote:",
    )
