# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """A server refuses the server that it knows as the leader."""

    replace("handlePreVote", "not self.hearsLeader()", "req.candidateId != self.leaderId and not self.hearsLeader()")
