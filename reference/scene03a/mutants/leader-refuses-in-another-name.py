# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """A leader refuses in the name of the asker."""

    def pre_vote_reply(self, req: PreVote, granted: bool) -> PreVoteReply:
        return PreVoteReply(
            term=self.currentTerm,
            voterId=self.id if self.role != LEADER else req.candidateId,
            nextTerm=req.nextTerm,
            voteGranted=granted,
        )
