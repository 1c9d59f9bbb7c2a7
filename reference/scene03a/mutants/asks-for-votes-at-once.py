# caught by: test_asking_raises_nothing
class PreVoting(Server):
    """Asks, and does not wait for the answers."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        self.startElection()
