# caught by: test_consistency_check
class Replication(Server):
    """Compares prevLogTerm with the term of its last entry."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if req.prevLogIndex > self.log.lastIndex() or (req.prevLogIndex > 0 and req.prevLogTerm != self.log.lastTerm()):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
