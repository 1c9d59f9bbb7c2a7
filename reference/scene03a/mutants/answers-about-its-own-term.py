# caught by: test_pre_vote_is_granted
class PreVoting(Server):
    """Names its own term in the answer."""

    def pre_vote_reply(self, req: PreVote, granted: bool) -> PreVoteReply:
        return PreVoteReply(term=self.currentTerm, voterId=self.id, nextTerm=self.currentTerm, voteGranted=granted)
