# caught by: test_explore_three
class Snapshots(Server):
    """Writes the cut log before the snapshot, if it cuts everything."""

    def takeSnapshot(self, index: int) -> None:
        last = self.lastApplied
        snapshot = Snapshot(last, self.log.term(last), self.last_configuration(last), self.machine_text())
        if index == self.log.lastIndex():
            self.log.compactTo(index)
            self.persist()
            self.saveSnapshot(snapshot)
        elif self.saveSnapshot(snapshot):
            self.log.compactTo(index)
            self.persist()
