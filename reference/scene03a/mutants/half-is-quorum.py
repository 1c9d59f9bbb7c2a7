# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Takes half of the cluster for a majority."""

    replace("checkQuorum", "if heard >= self.majority():", "if heard >= len(self.cluster) / 2:")
