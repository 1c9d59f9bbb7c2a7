# caught by: test_store_any_message
class Commit(Server):
    """Compares terms with `is not`: once terms are large every entry conflicts, and what follows is lost."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term is not entry.term:
                self.log.truncateFrom(index)
                return
