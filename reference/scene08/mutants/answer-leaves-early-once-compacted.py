# caught by: test_installed_before_acknowledged
class Snapshots(Server):
    """Answers the last part before the snapshot is durable, if its log is compacted already."""

    def installSnapshot(self, req: InstallSnapshot, data: str) -> None:
        snapshot = Snapshot(req.lastIncludedIndex, req.lastIncludedTerm, req.configuration, data)
        if self.log.lastIncludedIndex and not self._disk_fails:
            self.answer_part(req, 0, matchIndex=req.lastIncludedIndex)
        if self.saveSnapshot(snapshot):
            self.restoreSnapshot(snapshot)
