# caught by: test_commit_rests_on_replication
class Replication(Server):
    """Does not answer a heartbeat that ends at commitIndex."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        if req.entries or not 0 < req.prevLogIndex == self.commitIndex:
            self.send(req.leaderId, self.success_reply(req))
