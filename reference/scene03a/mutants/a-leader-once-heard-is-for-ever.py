# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """Refuses for good once it has heard a leader."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = self.heardAt is None and self.role != LEADER and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
