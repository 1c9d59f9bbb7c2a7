# caught by: test_pre_vote_looks_at_the_log
class PreVoting(Server):
    """Grants a pre-vote to any log."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader()
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
