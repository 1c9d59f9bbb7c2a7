# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """A single server waits for a reply that cannot come."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, self.pre_vote_request())
