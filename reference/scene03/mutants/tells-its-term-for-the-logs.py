# caught by: test_request_tells_the_log
class Election(Server):
    """Takes its own term for the last entry's."""

    def startElection(self) -> None:
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(
                peer,
                RequestVote(
                    term=self.currentTerm,
                    candidateId=self.id,
                    lastLogIndex=self.log.lastIndex(),
                    lastLogTerm=self.currentTerm,
                ),
            )
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
