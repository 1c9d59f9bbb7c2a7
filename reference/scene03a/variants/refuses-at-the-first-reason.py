# variant: the same conditions, one after the other
class PreVoting(Server):
    """Refuses at the first condition that does not hold."""

    def handlePreVote(self, req: PreVote) -> None:
        if self.role == LEADER or self.hearsLeader():
            self.send(req.candidateId, self.pre_vote_reply(req, False))
        else:
            is_good = self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
            self.send(req.candidateId, self.pre_vote_reply(req, is_good))
