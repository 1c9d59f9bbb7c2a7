# caught by: test_pre_vote_changes_nothing
class PreVoting(Server):
    """Takes a question that it answers with yes for a sign of life, and waits on."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.resetElectionTimer()
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
