# variant: any hint that goes strictly back is safe
class Replication(Server):
    """Hints one entry below the refused index."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        if req.prevLogIndex > self.log.lastIndex():
            return 0, self.log.lastIndex() + 1
        return self.log.term(req.prevLogIndex), max(1, req.prevLogIndex - 1)
