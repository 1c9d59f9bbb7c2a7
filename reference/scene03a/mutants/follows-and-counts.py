# caught by: test_late_pre_votes_do_not_count
class PreVoting(Server):
    """Counts on after it has heard a leader."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role == LEADER or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted |= {reply.voterId, self.id}
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
