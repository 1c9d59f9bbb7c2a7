# caught by: test_conflict_is_replaced
class Commit(Server):
    """Cuts one entry too early: the entry before the conflict goes too."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(max(1, index - 1))
                return
