# caught by: test_hint_is_below_the_refused
class Replication(Server):
    """Takes the last term for the last index: both are small in a short run."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        if req.prevLogIndex > self.log.lastIndex():
            return 0, self.log.lastTerm() + 1
        return self.log.term(req.prevLogIndex), req.prevLogIndex
