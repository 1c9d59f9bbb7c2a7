# caught by: test_entries_are_stored
class Replication(Server):
    """Where the message reaches past its log and begins with what it holds, it only appends what lies beyond."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        first, last = (req.prevLogIndex + 1, req.prevLogIndex + len(req.entries))
        if last > self.log.lastIndex() >= first and self.log.term(first) == req.entries[0].term:
            return
        super().truncateConflicts(req)
        if req.entries and (not (last <= self.log.lastIndex() and self.log.term(last) == req.entries[-1].term)):
            self.log.truncateFrom(first)
