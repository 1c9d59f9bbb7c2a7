# caught by: test_failed_write_keeps_the_log
class Snapshots(Server):
    """Masks the error of the disk, and cuts the log all the same."""

    def takeSnapshot(self, index: int) -> None:
        last = self.lastApplied
        self.saveSnapshot(Snapshot(last, self.log.term(last), self.last_configuration(last), self.machine_text()))
        self.log.compactTo(index)
        self.persist()
