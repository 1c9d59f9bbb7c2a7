# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """A leader refuses in the name of the asker."""

    def handlePreVote(self, req: PreVote) -> None:
        granted = not self.hearsLeader() and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        self.send(
            req.candidateId,
            PreVoteReply(
                term=self.currentTerm,
                voterId=self.id if self.role != LEADER else req.candidateId,
                nextTerm=req.nextTerm,
                voteGranted=granted,
            ),
        )
