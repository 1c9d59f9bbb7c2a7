# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Four servers are a majority for every larger cluster."""

    replace("checkQuorum", "if heard >= self.majority():", "if heard >= min(4, self.majority()):")
