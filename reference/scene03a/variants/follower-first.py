# variant: a role may be given up before the question is asked
class PreVoting(Server):
    """Gives its role up before it asks."""

    def startPreVote(self) -> None:
        self.becomeFollower(self.currentTerm)
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
