# caught by: test_sender_is_followed
class Replication(Server):
    """Takes the entries and leaves out what every append tells of its sender."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
