# caught by: test_restart_begins_at_the_snapshot
class Snapshots(Server):
    """Keeps the log on disk even if it ends before the snapshot does."""

    def restoreSnapshot(self, snapshot: Snapshot) -> None:
        index, term = snapshot.lastIncludedIndex, snapshot.lastIncludedTerm
        if self.log.holds(index, term):
            self.log.compactTo(index)
        self.persist()
        self.restore_machine(snapshot.data)
        self.commitIndex = self.lastApplied = index
        self.adopted_configuration = self.last_configuration(self.log.lastIndex())
