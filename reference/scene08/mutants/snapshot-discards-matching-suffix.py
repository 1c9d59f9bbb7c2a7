# caught by: test_matching_suffix_stays
class Snapshots(Server):
    """Drops the whole log with every snapshot, also what follows an entry that matches."""

    def restoreSnapshot(self, snapshot: Snapshot) -> None:
        self.log.resetTo(snapshot.lastIncludedIndex, snapshot.lastIncludedTerm)
        self.persist()
        self.restore_machine(snapshot.data)
        self.commitIndex = self.lastApplied = snapshot.lastIncludedIndex
        self.adopted_configuration = self.last_configuration(self.log.lastIndex())
