# caught by: test_append_below_the_log_is_taken
class Snapshots(Server):
    """Refuses an append that begins below the log, for ever."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if req.prevLogIndex < self.log.lastIncludedIndex:
            self.becomeFollower(req.term)
            self.leaderId = req.leaderId
            self.resetElectionTimer()
            self.send(req.leaderId, req.refusal(self.currentTerm, self.id))
            return
        super().handleAppendEntries(req)
