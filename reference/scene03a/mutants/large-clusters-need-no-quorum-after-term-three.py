# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """A leader of a large cluster checks no quorum after term 3."""

    replace(
        "checkQuorum",
        "if heard >= self.majority():",
        "if heard >= self.majority() or (len(self.cluster) > 5 and self.currentTerm > 3):",
    )
