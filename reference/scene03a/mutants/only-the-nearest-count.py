# caught by: test_tables_of_elections
class PreVoting(Server):
    """Counts the pre-votes of the first servers of its list only."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if (
            self.role != PRE_CANDIDATE
            or not reply.voteGranted
            or reply.nextTerm != self.currentTerm + 1
            or (reply.voterId not in self.followers[: self.majority()])
        ):
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
