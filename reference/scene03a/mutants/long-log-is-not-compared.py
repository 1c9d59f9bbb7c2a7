# caught by: test_pre_vote_looks_at_the_log
class PreVoting(Server):
    """With ten entries or more it compares no logs."""

    def handlePreVote(self, req: PreVote) -> None:
        is_good = self.log.lastIndex() > 9 or self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, not self.hearsLeader() and is_good))
