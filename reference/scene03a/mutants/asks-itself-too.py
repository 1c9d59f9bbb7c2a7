# caught by: test_asking_raises_nothing
class PreVoting(Server):
    """Sends its question to itself as well."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.cluster:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
