# caught by: test_truncation_is_durable
class Replication(Server):
    """Writes the log when it has grown; a cut that is not followed by more than was cut stays in memory."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = self.log.lastIndex()
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
        if self.log.lastIndex() > before or (
            self.log.lastTerm() == self.currentTerm and before <= req.prevLogIndex + 1
        ):
            self.persist()
