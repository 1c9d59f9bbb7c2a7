# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """Refuses for a leader that it hears, and not when it leads itself."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = (self.role == LEADER or not self.hearsLeader()) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
