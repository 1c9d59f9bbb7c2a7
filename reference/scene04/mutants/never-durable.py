# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Keeps the entries in memory only."""

    def storeEntries(self, req: AppendEntries) -> None:
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
