# caught by: test_candidate_tries_again
class Election(Server):
    """Starts no timer when it stands."""

    def startElection(self) -> None:
        self.becomeCandidate()
        for peer in self.followers:
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
