# caught by: test_ten_networks_with_pre_vote
class PreVoting(Server):
    """Begins an election without asking where it has been in this term for long."""

    def startPreVote(self) -> None:
        self.asked = getattr(self, "asked", 0) + 1
        if self.asked > 6:
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
