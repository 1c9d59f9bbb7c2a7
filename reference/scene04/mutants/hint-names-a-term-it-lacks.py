# caught by: test_hint_is_below_the_refused
class Replication(Server):
    """Says -1 where the log ends early, which a leader may look for."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        if req.prevLogIndex > self.log.lastIndex():
            return -1, self.log.lastIndex() + 1
        return self.log.term(req.prevLogIndex), req.prevLogIndex
