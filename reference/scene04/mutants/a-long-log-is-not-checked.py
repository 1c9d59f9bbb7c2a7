# caught by: test_consistency_check
class Replication(Server):
    """Behind index 64 terms are not compared."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not (self.log.holds(req.prevLogIndex, req.prevLogTerm) or 64 < req.prevLogIndex <= self.log.lastIndex()):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
