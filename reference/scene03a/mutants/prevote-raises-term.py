# caught by: test_asking_raises_no_term
class PreVoting(Server):
    """Begins the next term before it asks."""

    def startPreVote(self) -> None:
        self.currentTerm += 1
        self.votedFor = None
        self.persist()
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
                    nextTerm=self.currentTerm,
                    lastLogIndex=self.log.lastIndex(),
                    lastLogTerm=self.log.lastTerm(),
                ),
            )
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()

    replace(
        "handlePreVoteReply",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:",
        "if self.role != PRE_CANDIDATE or not reply.voteGranted:",
    )
