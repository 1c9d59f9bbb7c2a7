# caught by: test_pre_vote_names_the_last_entry
class PreVoting(Server):
    """A pre-candidate that asks again tells the end of what is committed."""

    def startPreVote(self) -> None:
        end = self.commitIndex if self.role == PRE_CANDIDATE else self.log.lastIndex()
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(peer, PreVote(self.currentTerm, self.id, self.currentTerm + 1, end, self.log.term(end)))
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
