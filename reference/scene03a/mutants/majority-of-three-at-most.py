# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """A leader of a large cluster needs to hear two others."""

    replace("checkQuorum", "if heard >= self.majority():", "if heard >= min(3, self.majority()):")
