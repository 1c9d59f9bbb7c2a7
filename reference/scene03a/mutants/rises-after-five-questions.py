# caught by: test_rejoining_server_disrupts_nobody
class PreVoting(Server):
    """Loses patience after some questions and begins an election."""

    def startPreVote(self) -> None:
        self.asked = getattr(self, "asked", 0) + 1
        if self.asked > 5:
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
