# caught by: test_each_leadership_starts_anew
class PreVoting(Server):
    """Counts refusals over all its questions, and gives up at a majority of them."""

    refusals = 0

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or reply.nextTerm != self.currentTerm + 1:
            return
        if not reply.voteGranted:
            self.refusals += 1
            if self.refusals >= self.majority():
                self.refusals = 0
                self.becomeFollower(self.currentTerm)
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
