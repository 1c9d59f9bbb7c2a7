# caught by: test_snapshot_is_installed
class Snapshots(Server):
    """Keeps an old log that ends before the snapshot does: the log then ends before what is committed."""

    replace(
        "restoreSnapshot",
        "self.log.resetTo(index, term)",
        "if self.log.lastIndex() >= index or self.log.lastIndex() == 0:\n    self.log.resetTo(index, term)",
    )
