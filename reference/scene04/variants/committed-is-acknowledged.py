# variant: what is committed is stored, and agrees with every later leader's log
class Replication(Server):
    """A message about what is committed already is answered with commitIndex."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if req.prevLogIndex < self.commitIndex:
            self.send(
                req.leaderId,
                AppendEntriesReply(
                    term=self.currentTerm,
                    followerId=self.id,
                    success=True,
                    prevLogIndex=req.prevLogIndex,
                    matchIndex=self.commitIndex,
                ),
            )
            return
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
