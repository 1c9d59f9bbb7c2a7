# variant: a server may treat itself as one of its peers
class Election(Server):
    """Its own vote comes by way of its own handlers."""

    def startElection(self) -> None:
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        self.votesGranted = set()
        self.handleRequestVoteReply(RequestVoteReply(self.currentTerm, self.id, voteGranted=self.votedFor == self.id))
