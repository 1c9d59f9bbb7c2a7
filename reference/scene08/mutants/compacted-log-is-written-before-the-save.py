# caught by: test_installed_before_acknowledged
class Snapshots(Server):
    """Writes the log that goes on from an installed snapshot before it saves that, if its log is compacted already."""

    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.log.lastIncludedIndex and not self._disk_fails and not "
        "self.log.holds(snapshot.lastIncludedIndex, snapshot.lastIncludedTerm):\n"
        "    self.log.resetTo(snapshot.lastIncludedIndex, snapshot.lastIncludedTerm)\n"
        "    self.persist()\n"
        "if self.saveSnapshot(snapshot):",
    )
