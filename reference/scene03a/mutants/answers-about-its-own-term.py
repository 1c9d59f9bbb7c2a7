# caught by: test_pre_vote_is_granted
class PreVoting(Server):
    """Names its own term in the answer."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(
            req.candidateId,
            PreVoteReply(term=self.currentTerm, voterId=self.id, nextTerm=self.currentTerm, voteGranted=granted),
        )
