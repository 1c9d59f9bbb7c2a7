# caught by: test_votes_of_two_terms
class Election(Server):
    """Keeps the votes of the term before."""

    def startElection(self) -> None:
        before = set(self.votesGranted)
        self.becomeCandidate()
        self.votesGranted |= before
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
