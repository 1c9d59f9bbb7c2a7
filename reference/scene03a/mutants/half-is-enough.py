# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Takes half of the cluster for a majority."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= len(self.cluster) / 2:
            self.startElection()
