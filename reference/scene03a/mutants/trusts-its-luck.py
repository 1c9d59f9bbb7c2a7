# caught by: test_ten_networks_with_both
class PreVoting(Server):
    """Asks eight times, and begins an election then."""

    def startPreVote(self) -> None:
        self.asked = getattr(self, "asked", 0) + 1
        if self.asked > 8:
            self.startElection()
            return
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
