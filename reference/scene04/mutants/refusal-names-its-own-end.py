# caught by: test_refusal_stores_nothing
class Replication(Server):
    """Repeats its own last index instead of the refused one."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            conflictTerm, conflictIndex = self.conflictHint(req)
            self.send(
                req.leaderId,
                AppendEntriesReply(
                    term=self.currentTerm,
                    followerId=self.id,
                    success=False,
                    prevLogIndex=self.log.lastIndex(),
                    conflictTerm=conflictTerm,
                    conflictIndex=conflictIndex,
                ),
            )
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
