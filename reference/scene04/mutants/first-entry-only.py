# caught by: test_entries_are_stored
class Replication(Server):
    """Stores the first entry of a message."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        self.truncateConflicts(req)
        if req.entries and req.prevLogIndex + 1 > self.log.lastIndex():
            self.log.append(req.entries[0])
        if list(self.log) != before:
            self.persist()
