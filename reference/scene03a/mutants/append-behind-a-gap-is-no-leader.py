# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """Only an append that fits the log counts as hearing the leader."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.heardAt = self.now
        self.answer_heartbeat(req)
