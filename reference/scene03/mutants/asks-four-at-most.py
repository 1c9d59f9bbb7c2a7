# caught by: test_timeout_starts_an_election
class Election(Server):
    """Asks four others at most."""

    def startElection(self) -> None:
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers[:4]:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
