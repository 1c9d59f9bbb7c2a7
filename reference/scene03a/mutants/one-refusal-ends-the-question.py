# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """In a cluster of more than three one refusal makes a pre-candidate a follower."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or reply.nextTerm != self.currentTerm + 1:
            return
        if not reply.voteGranted and len(self.cluster) > 3:
            self.becomeFollower(self.currentTerm)
            return
        if reply.voteGranted:
            self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
