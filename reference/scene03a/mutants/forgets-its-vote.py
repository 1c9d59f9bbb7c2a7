# caught by: test_asking_raises_nothing
class PreVoting(Server):
    """Gives up its vote of this term when it asks for the next."""

    def startPreVote(self) -> None:
        self.votedFor = None
        self.persist()
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
