# caught by: test_only_fresh_pre_votes_count
class PreVoting(Server):
    """Counts answers, not voters."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or not reply.voteGranted or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(f"{reply.voterId} {len(self.preVotesGranted)}")
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
