# caught by: test_pre_vote_looks_at_the_log
class PreVoting(Server):
    """Grants a pre-vote to any log."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader()
        self.send(
            req.candidateId,
            PreVoteReply(term=self.currentTerm, voterId=self.id, nextTerm=req.nextTerm, voteGranted=granted),
        )
