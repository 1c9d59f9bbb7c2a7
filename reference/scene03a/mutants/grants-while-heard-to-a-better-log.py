# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """A better log is granted though a leader is heard."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = (
            not self.hearsLeader() or (req.lastLogTerm, req.lastLogIndex) > (self.log.lastTerm(), self.log.lastIndex())
        ) and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(req.candidateId, self.pre_vote_reply(req, granted))
