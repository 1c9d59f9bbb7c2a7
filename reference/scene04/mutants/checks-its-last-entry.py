# caught by: test_consistency_check
class Replication(Server):
    """Wants prevLogIndex to be its last index."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if (req.prevLogIndex, req.prevLogTerm) != (self.log.lastIndex(), self.log.lastTerm()):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
