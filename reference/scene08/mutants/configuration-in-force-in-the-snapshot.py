# caught by: test_snapshot_holds_its_configuration
class Snapshots(Server):
    """Saves the configuration that this server uses."""

    replace("takeSnapshot", "self.last_configuration(last)", "self.adopted_configuration")
