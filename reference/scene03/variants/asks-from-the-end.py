# variant: neither the order of the messages nor the timer's place among them matters
class Election(Server):
    """Asks in the other order, and draws its timeout last."""

    def startElection(self) -> None:
        self.becomeCandidate()
        for peer in reversed(self.followers):
            self.send(peer, self.vote_request())
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
        else:
            self.resetElectionTimer()
