# caught by: test_asking_raises_nothing
class PreVoting(Server):
    """Goes on naming the leader that it no longer hears."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
