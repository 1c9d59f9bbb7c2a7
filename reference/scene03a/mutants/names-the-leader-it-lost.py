# caught by: test_asking_raises_nothing
class PreVoting(Server):
    """Goes on naming the leader that it no longer hears."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.preVotesGranted = {self.id}
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
