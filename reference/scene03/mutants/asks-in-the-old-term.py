# caught by: test_timeout_starts_an_election
class Election(Server):
    """Asks for votes of the term that it has just left."""

    def startElection(self) -> None:
        term = self.currentTerm
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(
                peer,
                RequestVote(
                    term=term,
                    candidateId=self.id,
                    lastLogIndex=self.log.lastIndex(),
                    lastLogTerm=self.log.lastTerm(),
                ),
            )
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
