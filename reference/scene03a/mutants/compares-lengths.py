# caught by: test_pre_vote_looks_at_the_log
class PreVoting(Server):
    """Compares the lengths of the logs."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and req.lastLogIndex >= self.log.lastIndex()
        self.send(
            req.candidateId,
            PreVoteReply(term=self.currentTerm, voterId=self.id, nextTerm=req.nextTerm, voteGranted=granted),
        )
