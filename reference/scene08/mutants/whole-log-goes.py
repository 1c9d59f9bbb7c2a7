# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """Drops the entries after the index too."""

    replace("takeSnapshot", "self.log.compactTo(index)", "self.log.resetTo(index, self.log.term(index))")
