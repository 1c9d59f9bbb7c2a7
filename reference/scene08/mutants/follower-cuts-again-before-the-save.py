# caught by: test_log_is_compacted_after_the_snapshot_is_durable
class Snapshots(Server):
    """As a follower, cuts a log that is compacted already before it saves the newer snapshot."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.log.lastIncludedIndex and self.role != LEADER and not self._disk_fails:\n"
        "    self.log.compactTo(index)\n"
        "    self.persist()\n"
        "    self.saveSnapshot(snapshot)\n"
        "elif self.saveSnapshot(snapshot):",
    )
