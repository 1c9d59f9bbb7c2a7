# caught by: test_pre_vote_is_repeated
class PreVoting(Server):
    """Asks again with an empty log."""

    def startPreVote(self) -> None:
        again = self.role == PRE_CANDIDATE
        self.role = PRE_CANDIDATE
        self.leaderId = None
        self.preVotesGranted = {self.id}
        self.resetElectionTimer()
        for peer in self.followers:
            self.send(
                peer,
                PreVote(
                    term=self.currentTerm,
                    candidateId=self.id,
                    nextTerm=self.currentTerm + 1,
                    lastLogIndex=0 if again else self.log.lastIndex(),
                    lastLogTerm=0 if again else self.log.lastTerm(),
                ),
            )
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
