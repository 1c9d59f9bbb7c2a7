# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """Grants a pre-vote although it hears a leader."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(
            req.candidateId,
            PreVoteReply(term=self.currentTerm, voterId=self.id, nextTerm=req.nextTerm, voteGranted=granted),
        )
