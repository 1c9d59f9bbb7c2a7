# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """Where entries are replaced, commitIndex is no higher than where the append begins."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        last = req.prevLogIndex + len(req.entries)
        held = self.log.entriesFrom(req.prevLogIndex + 1, len(req.entries)) if req.entries else ()
        if last > self.log.lastIndex() or held != req.entries:
            self.commitIndex = min(self.commitIndex, req.prevLogIndex)
            self.log.truncateFrom(req.prevLogIndex + 1)
