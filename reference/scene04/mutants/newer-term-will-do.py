# caught by: test_consistency_check
class Replication(Server):
    """Accepts where its entry at prevLogIndex is of the term meant or a newer one."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if req.prevLogIndex > self.log.lastIndex() or self.log.term(req.prevLogIndex) < req.prevLogTerm:
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
