# caught by: test_pre_vote_changes_nothing
class PreVoting(Server):
    """Notes a pre-vote as its vote."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor = req.candidateId
            self.persist()
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
