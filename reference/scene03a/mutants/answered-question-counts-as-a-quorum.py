# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """A leader counts each server of its cluster that asks for a pre-vote, in this term or another, as two."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if self.role == LEADER:
            self.active.add(req.candidateId + "'")
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
