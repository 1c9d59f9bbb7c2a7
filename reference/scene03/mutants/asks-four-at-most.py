# caught by: test_timeout_starts_an_election
class Election(Server):
    """Asks four others at most."""

    def startElection(self) -> None:
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers[:4]:
            self.send(
                peer,
                RequestVote(
                    term=self.currentTerm,
                    candidateId=self.id,
                    lastLogIndex=self.log.lastIndex(),
                    lastLogTerm=self.log.lastTerm(),
                ),
            )
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
