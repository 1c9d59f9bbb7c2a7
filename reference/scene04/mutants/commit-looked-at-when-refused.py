# caught by: test_commit_is_looked_at_once_stored
class Replication(Server):
    """Looks at what is committed with a message that it refuses, too."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.advanceFollowerCommit(req)
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
