# variant: entries that the snapshot stands for do no harm in the log; the next request drops them
class Snapshots(Server):
    """Keeps the whole log if it holds the snapshot's last entry."""

    def restoreSnapshot(self, snapshot: Snapshot) -> None:
        index, term = snapshot.lastIncludedIndex, snapshot.lastIncludedTerm
        if not self.log.holds(index, term):
            self.log.resetTo(index, term)
            self.persist()
        self.restore_machine(snapshot.data)
        self.commitIndex = self.lastApplied = index
        self.adopted_configuration = self.last_configuration(self.log.lastIndex())
