# caught by: test_durable_before_acknowledged
class Replication(Server):
    """Acknowledges first, and writes the entries afterwards."""

    del storeEntries

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        before = list(self.log)
        self.truncateConflicts(req)
        for index, entry in enumerate(req.entries, start=req.prevLogIndex + 1):
            if index > self.log.lastIndex():
                self.log.append(entry)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
        if list(self.log) != before:
            self.persist()
