# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """A server refuses the server that it knows as the leader."""

    replace("handlePreVote", "not self.hearsLeader()", "req.candidateId != self.leaderId and not self.hearsLeader()")
