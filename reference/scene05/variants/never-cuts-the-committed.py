# variant: what is committed conflicts with no later leader's entry
class Commit(Server):
    """Refuses to cut what is committed: it never has to."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if self.commitIndex < index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return
