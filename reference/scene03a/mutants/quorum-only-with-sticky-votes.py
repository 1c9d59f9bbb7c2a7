# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Takes CheckQuorum for a part of the rule that voters do not disturb a leader."""

    replace("checkQuorum", "heard >= self.majority()", "heard >= self.majority() or not self.options.sticky_votes")
