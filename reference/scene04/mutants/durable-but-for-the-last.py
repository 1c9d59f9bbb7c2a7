# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Writes before each entry is appended, so that the last one is not written."""

    def storeEntries(self, req: AppendEntries) -> None:
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.persist()
                self.log.append(entry)
