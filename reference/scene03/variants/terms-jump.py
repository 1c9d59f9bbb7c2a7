# variant: terms must grow and have one leader each, no more
class Election(Server):
    """Each candidacy leaves a term out."""

    def startElection(self) -> None:
        self.currentTerm += 1
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
