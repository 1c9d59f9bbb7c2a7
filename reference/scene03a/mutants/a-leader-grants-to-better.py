# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """A leader grants to a better log."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = (
            not self.hearsLeader() or (self.role == LEADER and req.lastLogIndex > self.log.lastIndex())
        ) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
