# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """A server grants its own leader a pre-vote, however lately it has heard of it."""

    replace(
        "handlePreVote",
        "not self.hearsLeader()",
        "(not self.hearsLeader() or (self.role != LEADER and req.candidateId == self.leaderId))",
    )
