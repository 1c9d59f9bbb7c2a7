# caught by: test_event_changes_only_what_it_is_about
class Replication(Server):
    """A follower that has not voted gives its vote to the leader that it hears."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if self.votedFor is None:
            self.votedFor = req.leaderId
            self.persist()
        if not self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.send(req.leaderId, self.refusal_reply(req))
            return
        self.storeEntries(req)
        self.advanceFollowerCommit(req)
        self.send(req.leaderId, self.success_reply(req))
