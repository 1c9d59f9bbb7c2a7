# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """A leader for whose answer a client waits stays."""

    replace("checkQuorum", "if heard >= self.majority():", "if heard >= self.majority() or self.waiting:")
