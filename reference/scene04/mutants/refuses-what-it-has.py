# caught by: test_small_appends_converge
class Replication(Server):
    """Refuses entries that it holds already."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        held = all((self.log.holds(index, entry.term) for index, entry in enumerate(req.entries, req.prevLogIndex + 1)))
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm) or all([req.entries, held]):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
