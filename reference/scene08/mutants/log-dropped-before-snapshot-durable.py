# caught by: test_log_is_compacted_after_the_snapshot_is_durable
class Snapshots(Server):
    """Cuts the log, on disk too, before the snapshot is durable."""

    def takeSnapshot(self, index: int) -> None:
        last = self.lastApplied
        snapshot = Snapshot(last, self.log.term(last), self.last_configuration(last), self.machine_text())
        self.log.compactTo(index)
        self.persist()
        self.saveSnapshot(snapshot)
