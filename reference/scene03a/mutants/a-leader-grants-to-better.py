# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """A leader grants to a better log."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = (
            not self.hearsLeader() or (self.role == LEADER and req.lastLogIndex > self.log.lastIndex())
        ) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
