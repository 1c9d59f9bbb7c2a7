# caught by: test_conflict_is_replaced
class Commit(Server):
    """Compares the first eight entries of a message."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries[:8], start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return
