# caught by: test_failed_install_is_tried_again
class Snapshots(Server):
    """Begins where the snapshot ends although it was not saved."""

    def installSnapshot(self, req: InstallSnapshot, data: str) -> None:
        snapshot = Snapshot(req.lastIncludedIndex, req.lastIncludedTerm, req.configuration, data)
        self.saveSnapshot(snapshot)
        self.restoreSnapshot(snapshot)
