# caught by: test_pre_vote_changes_nothing
class PreVoting(Server):
    """Moves to the term that it was asked about."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.becomeFollower(req.nextTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
