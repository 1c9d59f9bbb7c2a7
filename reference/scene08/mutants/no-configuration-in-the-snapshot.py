# caught by: test_snapshot_holds_its_configuration
class Snapshots(Server):
    """Saves no configuration."""

    replace("takeSnapshot", "self.last_configuration(last)", "None")
