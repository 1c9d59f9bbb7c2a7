# caught by: test_question_tells_the_log
class PreVoting(Server):
    """Tells its own term for that of its last entry."""

    def startPreVote(self) -> None:
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
                    lastLogIndex=self.log.lastIndex(),
                    lastLogTerm=self.currentTerm,
                ),
            )
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
