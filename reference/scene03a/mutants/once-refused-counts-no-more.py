# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """The grant of a server that has refused before does not count."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        if self.role != PRE_CANDIDATE or reply.nextTerm != self.currentTerm + 1:
            return
        if not reply.voteGranted:
            self.refusedBy = getattr(self, "refusedBy", frozenset()) | {reply.voterId}
        elif reply.voterId not in getattr(self, "refusedBy", frozenset()):
            self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
