# caught by: test_timeout_starts_an_election
class Election(Server):
    """Raises the term and asks, and votes for nobody."""

    def startElection(self) -> None:
        self.becomeFollower(self.currentTerm + 1)
        self.role = CANDIDATE
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
