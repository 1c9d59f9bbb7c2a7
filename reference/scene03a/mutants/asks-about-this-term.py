# caught by: test_question_tells_the_log
class PreVoting(Server):
    """Asks about its current term."""

    def pre_vote_request(self) -> PreVote:
        return PreVote(
            term=self.currentTerm,
            candidateId=self.id,
            nextTerm=self.currentTerm,
            lastLogIndex=self.log.lastIndex(),
            lastLogTerm=self.log.lastTerm(),
        )

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
