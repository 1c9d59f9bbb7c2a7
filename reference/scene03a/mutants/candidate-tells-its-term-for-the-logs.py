# caught by: test_pre_vote_names_the_last_entry
class PreVoting(Server):
    """A candidate that times out tells its term for that of its last entry."""

    def startPreVote(self) -> None:
        term = self.currentTerm if self.role == "candidate" else self.log.lastTerm()
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, PreVote(self.currentTerm, self.id, self.currentTerm + 1, self.log.lastIndex(), term))
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
