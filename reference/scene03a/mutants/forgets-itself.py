# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Does not count its own pre-vote."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = set()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
