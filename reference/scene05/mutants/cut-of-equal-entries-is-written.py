# caught by: test_old_message_deletes_nothing
class Commit(Server):
    """Cuts and writes what the message brings again: a crash before the next write loses acknowledged entries."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        last = req.prevLogIndex + len(req.entries)
        held = self.log.entriesFrom(req.prevLogIndex + 1, len(req.entries)) if req.entries else ()
        if last > self.log.lastIndex() or held != req.entries:
            self.log.truncateFrom(req.prevLogIndex + 1)
            self.persist()
