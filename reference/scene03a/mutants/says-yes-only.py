# caught by: test_pre_vote_changes_nothing
class PreVoting(Server):
    """Refuses by silence."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if not granted:
            return
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
