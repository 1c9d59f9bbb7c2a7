# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """Saves the snapshot and keeps the whole log: it grows for ever."""

    replace("takeSnapshot", "self.log.compactTo(index)", "pass")
