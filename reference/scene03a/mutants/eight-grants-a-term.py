# caught by: test_pre_vote_changes_nothing
class PreVoting(Server):
    """Grants eight pre-votes a term and no more."""

    grants = 0
    in_term = 0

    def handlePreVote(self, req: PreVote) -> None:
        if self.in_term != self.currentTerm:
            self.in_term, self.grants = self.currentTerm, 0
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm) and self.grants < 8
        self.grants += granted
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
