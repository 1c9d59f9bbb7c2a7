# caught by: test_server_that_cannot_win_raises_no_term
class PreVoting(Server):
    """Grants a pre-vote to a shorter log of the same last term, when it has been asked before."""

    def handlePreVote(self, req: PreVote) -> None:
        again = req.candidateId in getattr(self, "askers", ())
        self.askers = (req.candidateId,)
        granted = not self.hearsLeader() and (
            self.isUpToDate(req.lastLogIndex, req.lastLogTerm) or all([again, req.lastLogTerm == self.log.lastTerm()])
        )
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
