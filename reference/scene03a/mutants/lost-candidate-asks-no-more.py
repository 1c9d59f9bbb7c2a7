# caught by: test_asking_raises_no_term
class PreVoting(Server):
    """A candidate that timed out stands again without asking."""

    def startPreVote(self) -> None:
        if self.role == "candidate":
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
