# caught by: test_consistency_check
class Replication(Server):
    """Looks whether prevLogIndex is there, not whether its term is the one meant."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if req.prevLogIndex > self.log.lastIndex():
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
