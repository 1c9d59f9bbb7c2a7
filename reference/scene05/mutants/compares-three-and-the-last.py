# caught by: test_all_after_a_conflict_is_deleted
class Commit(Server):
    """Compares the first three entries of a message and the last."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            is_compared = index - req.prevLogIndex in (1, 2, 3, len(req.entries))
            if is_compared and index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return
