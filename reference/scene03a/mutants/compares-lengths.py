# caught by: test_pre_vote_looks_at_the_log
class PreVoting(Server):
    """Compares the lengths of the logs."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and req.lastLogIndex >= self.log.lastIndex()
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
