# caught by: test_candidate_tries_again
class Election(Server):
    """Starts no timer when it stands."""

    def startElection(self) -> None:
        self.becomeCandidate()
        for peer in self.followers:
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
