# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """A leader refuses in the name of the asker."""

    def pre_vote_reply(self, req: PreVote, granted: bool) -> PreVoteReply:
        return PreVoteReply(
            term=self.currentTerm,
            voterId=self.id if self.role != LEADER else req.candidateId,
            nextTerm=req.nextTerm,
            voteGranted=granted,
        )
