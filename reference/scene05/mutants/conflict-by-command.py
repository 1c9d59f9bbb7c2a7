# caught by: test_conflict_is_replaced
"""A conflict is an entry with another command."""


class Commit(Server):
    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].command != entry.command:
                self.log.truncateFrom(index)
                return
