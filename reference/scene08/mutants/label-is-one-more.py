# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """The label is the next index: after a restart one entry is skipped."""

    replace("takeSnapshot", "last = self.lastApplied", "last = min(self.lastApplied + 1, self.log.lastIndex())")
