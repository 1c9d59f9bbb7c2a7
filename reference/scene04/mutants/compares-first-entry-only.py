# caught by: test_entries_are_stored
class Replication(Server):
    """Makes room only where the first entry of the message conflicts."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        first = req.prevLogIndex + 1
        if req.entries and first <= self.log.lastIndex() and (self.log.term(first) != req.entries[0].term):
            self.log.truncateFrom(first)
