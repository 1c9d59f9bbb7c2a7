# caught by: test_old_message_deletes_nothing
class Commit(Server):
    """Makes the log end where the message ends: what an older message does not bring is erased."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return
        if req.entries:
            self.log.truncateFrom(req.prevLogIndex + len(req.entries) + 1)
