# caught by: test_conflict_is_replaced
class Commit(Server):
    """Compares the first entry of the message only: a conflict farther on survives."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        index = req.prevLogIndex + 1
        if req.entries and index <= self.log.lastIndex() and self.log[index].term != req.entries[0].term:
            self.log.truncateFrom(index)
