# caught by: test_far_behind_is_found_fast
class Replication(Server):
    """Stores no entry behind index 100."""

    def storeEntries(self, req: AppendEntries) -> None:
        before = list(self.log)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if self.log.lastIndex() < index <= 100:
                self.log.append(entry)
        if list(self.log) != before:
            self.persist()
