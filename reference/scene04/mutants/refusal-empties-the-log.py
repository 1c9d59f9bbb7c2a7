# caught by: test_refusal_stores_nothing
class Replication(Server):
    """A refused append makes it start over with an empty log."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            conflictTerm, conflictIndex = self.conflictHint(req)
            self.log.truncateFrom(self.commitIndex + 1)
            self.persist()
            self.send(
                req.leaderId,
                AppendEntriesReply(
                    term=self.currentTerm,
                    followerId=self.id,
                    success=False,
                    prevLogIndex=req.prevLogIndex,
                    conflictTerm=conflictTerm,
                    conflictIndex=conflictIndex,
                ),
            )
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
