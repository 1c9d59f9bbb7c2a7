# caught by: test_conflict_is_replaced
class Commit(Server):
    """Cuts one entry too late: the conflicting entry itself stays."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index + 1)
                return
