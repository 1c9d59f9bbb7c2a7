# caught by: test_consistency_check
class Replication(Server):
    """Compares prevLogTerm with the term of its last entry."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if req.prevLogIndex > self.log.lastIndex() or (req.prevLogIndex > 0 and req.prevLogTerm != self.log.lastTerm()):
            conflictTerm, conflictIndex = self.conflictHint(req)
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
        self.send(
            req.leaderId,
            AppendEntriesReply(
                term=self.currentTerm,
                followerId=self.id,
                success=True,
                prevLogIndex=req.prevLogIndex,
                matchIndex=req.prevLogIndex + len(req.entries),
            ),
        )
