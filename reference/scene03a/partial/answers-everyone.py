# expected: 64 points
class PreVoting(Server):
    """All four methods; the question is granted without a look at the log or for a leader."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = True
        self.send(
            req.candidateId,
            PreVoteReply(term=self.currentTerm, voterId=self.id, nextTerm=req.nextTerm, voteGranted=granted),
        )
