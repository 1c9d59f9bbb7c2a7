# caught by: test_conflict_is_replaced
"""Cuts one entry too late: the conflicting entry itself stays."""


class Commit(Server):
    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index + 1)
                return
