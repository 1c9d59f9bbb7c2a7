# expected: 81 points
class PreVoting(Server):
    """All four methods; the question is granted without a look at the log or for a leader."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = True
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
