# caught by: test_request_tells_the_log
class Election(Server):
    """Takes the commit index for the end of the log."""

    def startElection(self) -> None:
        self.becomeCandidate()
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(
                peer,
                RequestVote(
                    term=self.currentTerm,
                    candidateId=self.id,
                    lastLogIndex=self.commitIndex,
                    lastLogTerm=self.log.lastTerm(),
                ),
            )
        if len(self.votesGranted) >= self.majority():
            self.becomeLeader()
