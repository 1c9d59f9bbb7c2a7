# caught by: test_installed_before_acknowledged
class Snapshots(Server):
    """Answers the last part before the snapshot is durable, if its own log is longer and conflicts."""

    replace(
        "installSnapshot",
        "if self.saveSnapshot(snapshot):",
        "if self.log.lastIndex() >= snapshot.lastIncludedIndex and not "
        "self.log.holds(snapshot.lastIncludedIndex, snapshot.lastIncludedTerm) and not self._disk_fails:\n"
        "    self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)\n"
        "if self.saveSnapshot(snapshot):",
    )
