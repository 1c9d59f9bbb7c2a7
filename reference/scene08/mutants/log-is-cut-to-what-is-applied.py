# caught by: test_log_begins_after_the_snapshot
class Snapshots(Server):
    """Drops everything that is applied, whatever index was asked for."""

    replace("takeSnapshot", "self.log.compactTo(index)", "self.log.compactTo(last)")
