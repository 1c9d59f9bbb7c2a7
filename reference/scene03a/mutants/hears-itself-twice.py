# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Counts itself among those it has heard, and once more."""

    replace("checkQuorum", "heard = len(self.active) + 1", "heard = len(self.active) + 2")
