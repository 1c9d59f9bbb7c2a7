# caught by: test_hint_is_below_the_refused
class Replication(Server):
    """A log that is too short hints behind the index that the leader tried."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        if req.prevLogIndex > self.log.lastIndex():
            return (0, req.prevLogIndex + 1)
        return (self.log.term(req.prevLogIndex), req.prevLogIndex)
