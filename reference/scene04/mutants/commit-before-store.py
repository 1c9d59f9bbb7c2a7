# caught by: test_follower_commit_advances_once_stored
class Replication(Server):
    """Looks at what is committed before it stores what came."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.advanceFollowerCommit(req)
        self.storeEntries(req)
        self.send(req.leaderId, self.success_reply(req))
