# caught by: test_conflict_is_replaced
"""The same call taken by two leaders at one index is no conflict."""


class Commit(Server):
    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            mine = self.log[index] if index <= self.log.lastIndex() else entry
            same = mine.command is not None and mine.command.client and mine.command == entry.command
            if mine.term != entry.term and not same:
                self.log.truncateFrom(index)
                return
