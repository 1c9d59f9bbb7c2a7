# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """A better log is granted though a leader is heard."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = (
            not self.hearsLeader() or (req.lastLogTerm, req.lastLogIndex) > (self.log.lastTerm(), self.log.lastIndex())
        ) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
