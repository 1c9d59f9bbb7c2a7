# expected: 59 points
class Election(Server):
    """Every rule, and the vote is in memory alone; counts answers, not voters."""

    def handleRequestVote(self, req: RequestVote) -> None:
        free = self.votedFor is None or self.votedFor == req.candidateId
        granted = free and self.isUpToDate(req.lastLogIndex, req.lastLogTerm)
        if granted:
            self.votedFor = req.candidateId
            self.resetElectionTimer()
        self.send(req.candidateId, self.vote_reply(granted))

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role != CANDIDATE:
            return
        self.votesGranted.add(reply.voterId)
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
