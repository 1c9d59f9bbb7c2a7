# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """Grants a pre-vote although it hears a leader."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
