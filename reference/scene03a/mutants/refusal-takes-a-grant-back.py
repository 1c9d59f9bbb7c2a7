# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Each refusal takes one pre-vote away."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or reply.nextTerm != self.currentTerm + 1:
            return
        if not reply.voteGranted:
            self.preVotesGranted.discard(max(self.preVotesGranted))
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
