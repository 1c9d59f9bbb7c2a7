# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Begins the election with the first yes."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= 2:
            self.startElection()
