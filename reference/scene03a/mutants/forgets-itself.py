# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Does not count its own pre-vote."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = set()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(
                peer,
                PreVote(
                    term=self.currentTerm,
                    candidateId=self.id,
                    nextTerm=self.currentTerm + 1,
                    lastLogIndex=self.log.lastIndex(),
                    lastLogTerm=self.log.lastTerm(),
                ),
            )
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
