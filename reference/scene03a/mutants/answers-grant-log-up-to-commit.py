# caught by: test_pre_vote_looks_at_the_log
class PreVoting(Server):
    """Grants to every log that is as long as what is committed."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and (
            req.lastLogIndex >= self.commitIndex > 0 or self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        )
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
