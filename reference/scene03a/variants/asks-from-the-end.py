# variant: neither the order of the messages nor the timer's place among them matters
class PreVoting(Server):
    """Asks from the end, and draws its timeout last."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        for peer in reversed(self.followers):
            self.send(peer, self.pre_vote_request())
        self.resetElectionTimer()
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
