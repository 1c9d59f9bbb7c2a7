# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Waits for every server's yes."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= len(self.cluster):
            self.startElection()
