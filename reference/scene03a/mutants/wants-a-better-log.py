# caught by: test_pre_vote_looks_at_the_log
class PreVoting(Server):
    """Grants only to a log that is newer than its own, once its own has a newer entry than the first term."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and (
            req.lastLogTerm > self.log.lastTerm()
            or (self.log.lastTerm() < 2 and self.isUpToDate(req.lastLogIndex, req.lastLogTerm))
        )
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
