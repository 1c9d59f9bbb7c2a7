# variant: neither the order of the messages nor the timer's place among them matters
class PreVoting(Server):
    """Asks from the end, and draws its timeout last."""

    def startPreVote(self) -> None:
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        for peer in reversed(self.followers):
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
        self.resetElectionTimer()
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
