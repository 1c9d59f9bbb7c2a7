# caught by: test_conflict_goes_through_truncate_conflicts
class Replication(Server):
    """Deletes what conflicts by itself: scene 10 does not hear of it, and counts the deleted entry as durable."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log.term(index) != entry.term:
                self.log.truncateFrom(index)
            if index > self.log.lastIndex():
                self.log.append(entry)
        if list(self.log) != before:
            self.persist()
