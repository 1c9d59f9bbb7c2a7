# caught by: test_only_fresh_pre_votes_count
"""Counts every answer, a no as well."""


class PreVoting(Server):
    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
