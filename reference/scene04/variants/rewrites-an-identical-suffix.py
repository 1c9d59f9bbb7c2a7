# variant: the content is the same at every point where a crash can happen
class Replication(Server):
    """Cuts the log behind prevLogIndex, writes all of it again, and keeps what agrees behind the message."""

    def storeEntries(self, req: AppendEntries) -> None:
        end = req.prevLogIndex + len(req.entries)
        held = self.log.entriesFrom(req.prevLogIndex + 1, len(req.entries)) if req.entries else ()
        behind = self.log.entriesFrom(end + 1) if held == req.entries else ()
        self.truncateConflicts(req)
        self.log.truncateFrom(req.prevLogIndex + 1)
        for entry in (*req.entries, *behind):
            self.log.append(entry)
        self.persist()
