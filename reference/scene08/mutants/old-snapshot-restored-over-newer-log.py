# caught by: test_old_snapshot_changes_nothing
class Snapshots(Server):
    """Saves and restores a snapshot that ends before its own log begins: after a restart what is between is gone."""

    replace(
        "handleInstallSnapshot",
        "if req.lastIncludedIndex <= self.commitIndex:",
        "if self.log.lastIncludedIndex <= req.lastIncludedIndex <= self.commitIndex:",
    )
    replace(
        "handleInstallSnapshot",
        "if self.commitIndex >= req.lastIncludedIndex:",
        "if self.snapshot is not None and self.snapshot.lastIncludedIndex == req.lastIncludedIndex:",
    )
    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.saveSnapshot(snapshot) and snapshot.lastIncludedIndex < self.log.lastIncludedIndex:\n"
        "    self.restore_machine(snapshot.data)\n"
        "elif self.snapshot == snapshot:",
    )
