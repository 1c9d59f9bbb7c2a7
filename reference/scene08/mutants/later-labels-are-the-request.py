# caught by: test_log_stays_bounded
class Snapshots(Server):
    """Labels the first snapshot rightly, and every later one with the index that was asked for."""

    replace("takeSnapshot", "self.lastApplied", "index if self.log.lastIncludedIndex else self.lastApplied")
