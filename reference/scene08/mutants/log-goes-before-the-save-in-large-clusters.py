# caught by: test_installed_before_acknowledged
class Snapshots(Server):
    """Writes the new log before it saves the snapshot, in clusters of more than five."""

    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if len(self.cluster) > 5 and not self._disk_fails and not "
        "self.log.holds(snapshot.lastIncludedIndex, snapshot.lastIncludedTerm):\n"
        "    self.log.resetTo(snapshot.lastIncludedIndex, snapshot.lastIncludedTerm)\n"
        "    self.persist()\n"
        "if self.saveSnapshot(snapshot):",
    )
