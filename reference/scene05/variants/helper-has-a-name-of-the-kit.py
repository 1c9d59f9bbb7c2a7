# variant: a student's helper may have the name of a method of a lower layer that no student sees
class Commit(Server):
    """Deletes by a helper storeEntries, which takes an index."""

    def storeEntries(self, index: int) -> None:
        self.log.truncateFrom(index)

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                return
            if self.log.term(index) != entry.term:
                self.storeEntries(index)
                return
