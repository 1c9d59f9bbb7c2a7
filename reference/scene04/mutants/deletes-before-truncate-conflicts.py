# caught by: test_conflict_goes_through_truncate_conflicts
class Replication(Server):
    """Deletes what conflicts by itself, and calls truncateConflicts when nothing is left to delete."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log.term(index) != entry.term:
                self.log.truncateFrom(index)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
        if list(self.log) != before:
            self.persist()
