# caught by: test_old_message_deletes_nothing
class Commit(Server):
    """A heartbeat of a newer term deletes what is behind it."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return
        if not req.entries and self.log.lastTerm() < req.term:
            self.log.truncateFrom(req.prevLogIndex + 1)
