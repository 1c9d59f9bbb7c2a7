# caught by: test_same_index_other_term
class Replication(Server):
    """Refuses, and appends the entries all the same."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            conflictTerm, conflictIndex = self.conflictHint(req)
            for entry in req.entries:
                self.log.append(entry)
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
