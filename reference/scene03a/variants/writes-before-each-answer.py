# variant: what is on the disk is written again before each answer; no term, vote or timer changes by it
class PreVoting(Server):
    """Writes its state again before each answer to a pre-vote."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.persist()
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
