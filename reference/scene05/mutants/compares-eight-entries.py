# caught by: test_conflict_is_replaced
"""Compares the first eight entries of a message."""


class Commit(Server):
    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries[:8], start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return
