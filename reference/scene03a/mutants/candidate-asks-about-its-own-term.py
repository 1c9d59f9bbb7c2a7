# caught by: test_pre_vote_names_the_last_entry
class PreVoting(Server):
    """A candidate that times out asks about the term it is in."""

    def startPreVote(self) -> None:
        was = self.role
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        following = self.currentTerm + (was != "candidate")
        for peer in self.followers:
            self.send(peer, PreVote(self.currentTerm, self.id, following, self.log.lastIndex(), self.log.lastTerm()))
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
