# caught by: test_majority_of_pre_votes_elects
class PreVoting(Server):
    """Takes it for an error that a server says no twice."""

    def handlePreVoteReply(self, reply: PreVoteReply) -> None:
        refused = getattr(self, "refused", ())
        if not reply.voteGranted:
            if reply.voterId in refused:
                raise ValueError(f"{reply.voterId} has refused before")
            self.refused = (*refused, reply.voterId)
            return
        if self.role != PRE_CANDIDATE or reply.nextTerm != self.currentTerm + 1:
            return
        self.preVotesGranted.add(reply.voterId)
        if len(self.preVotesGranted) >= self.majority():
            self.startElection()
