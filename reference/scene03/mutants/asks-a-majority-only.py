# caught by: test_timeout_starts_an_election
class Election(Server):
    """Asks no more servers than it takes."""

    def startElection(self) -> None:
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers[: self.majority() - 1]:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
