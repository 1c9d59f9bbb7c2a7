# caught by: test_pre_vote_is_granted
"""Names its own term in the answer."""


class PreVoting(Server):
    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(
            req.candidateId,
            PreVoteReply(term=self.currentTerm, voterId=self.id, nextTerm=self.currentTerm, voteGranted=granted),
        )
