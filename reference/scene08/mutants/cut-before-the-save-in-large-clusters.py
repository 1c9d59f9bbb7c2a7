# caught by: test_log_is_compacted_after_the_snapshot_is_durable
class Snapshots(Server):
    """Cuts before it saves in clusters of more than five."""

    replace(
        "takeSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if len(self.cluster) > 5 and not self._disk_fails:\n"
        "    self.log.compactTo(index)\n"
        "    self.persist()\n"
        "    self.saveSnapshot(snapshot)\n"
        "elif self.saveSnapshot(snapshot):",
    )
