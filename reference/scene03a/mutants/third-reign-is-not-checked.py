# caught by: test_every_reign_is_the_first
class PreVoting(Server):
    """Starts no quorum timer the third time that it leads."""

    reigns = 0

    replace(
        "becomeLeader",
        "if self.options.checkQuorum:",
        "self.reigns += 1\nif self.options.checkQuorum and self.reigns != 3:",
    )
