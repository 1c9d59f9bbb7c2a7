# caught by: test_hint_is_below_the_refused
class Replication(Server):
    """Takes leaderCommit for the refused index where its log is long enough."""

    def conflictHint(self, req: AppendEntries) -> tuple[int, int]:
        if req.prevLogIndex > self.log.lastIndex():
            return 0, self.log.lastIndex() + 1
        return self.log.term(req.prevLogIndex), max(1, req.leaderCommit)
