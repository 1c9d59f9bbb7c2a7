# caught by: test_failed_install_is_tried_again
class Snapshots(Server):
    """Installs a snapshot that was not saved if its log is compacted already."""

    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.saveSnapshot(snapshot) or self.log.lastIncludedIndex:",
    )
