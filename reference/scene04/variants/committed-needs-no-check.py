# variant: what is committed agrees with every later leader's log (Raft Figure 3, Leader Completeness)
class Replication(Server):
    """What is committed agrees with every leader."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if req.prevLogIndex > self.commitIndex and not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
