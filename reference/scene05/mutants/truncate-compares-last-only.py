# caught by: test_conflict_is_replaced
class Commit(Server):
    """Looks for a conflict at the message's last entry only: one before it, in a shorter log, survives."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        last = req.prevLogIndex + len(req.entries)
        if req.entries and last <= self.log.lastIndex() and self.log[last].term != req.entries[-1].term:
            self.log.truncateFrom(req.prevLogIndex + 1)
