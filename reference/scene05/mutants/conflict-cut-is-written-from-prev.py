# caught by: test_log_after_any_append
class Commit(Server):
    """On a conflict cuts and writes all that follows prevLogIndex: a crash then loses acknowledged entries."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(req.prevLogIndex + 1)
                self.persist()
                return
