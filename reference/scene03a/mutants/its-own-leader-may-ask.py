# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """A server grants its own leader a pre-vote, however lately it has heard of it."""

    replace(
        "handlePreVote",
        "not self.hearsLeader()",
        "(not self.hearsLeader() or (self.role != LEADER and req.candidateId == self.leaderId))",
    )
