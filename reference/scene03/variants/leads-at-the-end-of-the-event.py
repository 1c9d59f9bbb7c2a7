# variant: votes are counted in settle, which ends each event, as the TLA+ specification keeps BecomeLeader an action
class Election(Server):
    """Leads at the end of the event in which it has a majority."""

    def startElection(self) -> None:
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, RequestVote(self.currentTerm, self.id, self.log.lastIndex(), self.log.lastTerm()))

    def handleRequestVoteReply(self, reply: RequestVoteReply) -> None:
        if self.role == CANDIDATE and reply.voteGranted:
            self.votesGranted.add(reply.voterId)

    def settle(self) -> None:
        if self.role == CANDIDATE and len(self.votesGranted) >= self.majority():
            self.becomeLeader()
        super().settle()
