# caught by: test_pre_vote_is_repeated
class PreVoting(Server):
    """Asks once, and begins an election when no one answers."""

    def startPreVote(self) -> None:
        if self.role == PRE_CANDIDATE:
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
