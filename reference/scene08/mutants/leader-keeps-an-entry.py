# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """A leader takes no snapshot that would empty its log."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.role == LEADER and index == self.log.lastIndex():\n    return\nif self.saveSnapshot(snapshot):",
    )
