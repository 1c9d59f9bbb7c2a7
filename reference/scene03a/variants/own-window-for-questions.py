# variant: any random wait within the rules of electionWindow is live
class PreVoting(Server):
    """A pre-candidate draws from a somewhat wider window."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        low, high = self.electionWindow()
        self.setTimer("election", low, 2 * high)
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
