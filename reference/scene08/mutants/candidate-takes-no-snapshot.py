# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """Takes no snapshot as a candidate."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.role == 'candidate':\n    return\nif self.saveSnapshot(snapshot):",
    )
