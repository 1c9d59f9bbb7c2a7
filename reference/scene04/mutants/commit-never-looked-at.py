# caught by: test_commit_is_looked_at_once_stored
class Replication(Server):
    """A follower never looks at what is committed."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.send(req.leaderId, self.success_reply(req))
