# caught by: test_consistency_check
class Replication(Server):
    """Compares terms by identity."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not (req.prevLogIndex <= self.log.lastIndex() and self.log.term(req.prevLogIndex) is req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
