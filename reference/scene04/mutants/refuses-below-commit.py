# caught by: test_consistency_check
class Replication(Server):
    """A follower refuses an append whose prevLogIndex is below its commitIndex."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if req.prevLogIndex < self.commitIndex or not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
