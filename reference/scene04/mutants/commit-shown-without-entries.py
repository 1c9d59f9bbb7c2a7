# caught by: test_follower_commit_advances_once_stored
class Replication(Server):
    """Looks for commits as if the append had no entries."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        start = req.prevLogIndex, req.prevLogTerm
        self.advanceFollowerCommit(AppendEntries(req.term, req.leaderId, *start, (), req.leaderCommit))
        self.send(req.leaderId, self.success_reply(req))
