# caught by: test_heard_leader_refuses
class PreVoting(Server):
    """A leader answers no pre-vote."""

    replace("handlePreVote", "self.send(", "if self.role != LEADER:\n    self.send(")
