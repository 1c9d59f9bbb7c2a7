# caught by: test_each_leadership_starts_anew
class PreVoting(Server):
    """Starts no quorum timer the third time that it leads."""

    reigns = 0

    replace(
        "becomeLeader",
        "if self.options.checkQuorum:",
        "self.reigns += 1\nif self.options.checkQuorum and self.reigns != 3:",
    )
