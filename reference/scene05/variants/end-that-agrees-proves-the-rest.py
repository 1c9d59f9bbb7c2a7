# variant: if the last entry of the message is held, all before it are (Log Matching, Raft §5.3)
class Commit(Server):
    """Looks at the end of the message first."""

    def truncateConflicts(self, req: AppendEntries) -> None:
        if req.entries and self.log.holds(req.prevLogIndex + len(req.entries), req.entries[-1].term):
            return
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index <= self.log.lastIndex() and self.log[index].term != entry.term:
                self.log.truncateFrom(index)
                return
