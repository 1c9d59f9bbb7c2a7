# caught by: test_conflicting_log_is_deleted
class Snapshots(Server):
    """Keeps what stands behind the snapshot's last index, whatever the term there."""

    replace("restoreSnapshot", "if self.log.holds(index, term):", "if index <= self.log.lastIndex():")
