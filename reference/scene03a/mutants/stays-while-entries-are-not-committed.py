# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """A leader with entries that are not committed stays to commit them."""

    replace(
        "checkQuorum",
        "if heard >= self.majority():",
        "if heard >= self.majority() or self.commitIndex < self.log.lastIndex():",
    )
