# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Does not say that the snapshot is installed."""

    replace("handleInstallSnapshot", 'self.received = (0, 0, "")', "return")
