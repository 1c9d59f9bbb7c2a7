# caught by: test_sender_is_followed
class Replication(Server):
    """Takes the sender for a leader only where the entries fit."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        super().handleAppendEntries(req)
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
