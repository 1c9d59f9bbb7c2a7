# caught by: test_pre_vote_is_granted
class PreVoting(Server):
    """Refuses because it has voted in its own term."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = (
            self.votedFor in (None, req.candidateId)
            and (not self.hearsLeader())
            and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        )
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
