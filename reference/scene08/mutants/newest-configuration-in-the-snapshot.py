# caught by: test_snapshot_holds_its_configuration
class Snapshots(Server):
    """Saves the last configuration of the whole log, which may never be committed."""

    replace("takeSnapshot", "self.last_configuration(last)", "self.last_configuration(self.log.lastIndex())")
