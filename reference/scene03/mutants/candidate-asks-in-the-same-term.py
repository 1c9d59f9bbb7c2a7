# caught by: test_timeout_starts_an_election
class Election(Server):
    """A candidate that has not won asks again in the same term."""

    def startElection(self) -> None:
        if self.role != CANDIDATE:
            self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
