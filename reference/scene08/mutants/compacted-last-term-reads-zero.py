# caught by: test_snapshots_lose_no_entry
class Snapshots(Server):
    """Reads the last term as 0 when no entry is left behind the snapshot: any candidate is good enough."""

    def isUpToDate(self, lastLogIndex: int, lastLogTerm: int) -> bool:
        if not len(self.log):
            return lastLogTerm > 0 or lastLogIndex >= self.log.lastIndex()
        return super().isUpToDate(lastLogIndex, lastLogTerm)
