# variant: what is durable twice is durable
class Replication(Server):
    """Writes with every message."""

    def storeEntries(self, req: AppendEntries) -> None:
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
        self.persist()
