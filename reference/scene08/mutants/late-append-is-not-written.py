# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Does not write the entries of an append that begins below its log."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        known = self.log.lastIncludedIndex - req.prevLogIndex
        if known > 0:
            req = AppendEntries(
                term=req.term,
                leaderId=req.leaderId,
                prevLogIndex=self.log.lastIncludedIndex,
                prevLogTerm=self.log.lastIncludedTerm,
                entries=req.entries[known:],
                leaderCommit=req.leaderCommit,
            )
            for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
                if index > self.log.lastIndex():
                    self.log.append(entry)
        super().handleAppendEntries(req)
