# caught by: test_pre_vote_is_refused_while_a_leader_is_heard
class PreVoting(Server):
    """A leader answers no pre-vote."""

    replace("handlePreVote", "self.send(", "if self.role != LEADER:\n    self.send(")
