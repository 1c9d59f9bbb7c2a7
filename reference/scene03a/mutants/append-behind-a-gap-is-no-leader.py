# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """Only an append that fits the log counts as hearing the leader."""

    def handleAppendEntries(self, req: AppendEntries) -> None:
        super().handleAppendEntries(req)
        if self.log.holds(req.prevLogIndex, req.prevLogTerm):
            self.heardAt = self.now
        self.answer_heartbeat(req)
