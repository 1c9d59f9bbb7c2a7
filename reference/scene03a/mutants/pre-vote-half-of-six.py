# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Half of six pre-votes are enough."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= min(3, self.majority()):
            self.startElection()
