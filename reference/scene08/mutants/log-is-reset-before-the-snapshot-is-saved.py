# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Writes the new log first, and then the snapshot that it continues."""

    def installSnapshot(self, req: InstallSnapshot, data: str) -> None:
        snapshot = Snapshot(req.lastIncludedIndex, req.lastIncludedTerm, req.configuration, data)
        self.restoreSnapshot(snapshot)
        self.saveSnapshot(snapshot)
