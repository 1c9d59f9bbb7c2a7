# caught by: test_old_message_deletes_nothing
class Commit(Server):
    """Takes entries of older terms behind the message for those of a leader that is gone, and cuts them."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        last = req.prevLogIndex + len(req.entries)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return
        if req.entries and last < self.log.lastIndex() and self.log.lastTerm() < req.term:
            self.log.truncateFrom(last + 1)
