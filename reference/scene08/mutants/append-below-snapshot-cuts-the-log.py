# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Takes an append that begins below the log as a reason to begin anew."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        known = self.log.lastIncludedIndex - req.prevLogIndex
        if known > 0:
            self.log.truncateFrom(self.log.firstIndex())
            end = (self.log.lastIncludedIndex, self.log.lastIncludedTerm)
            req = AppendEntries(req.term, req.leaderId, *end, req.entries[known:], req.leaderCommit)
        super().handleAppendEntries(req)
