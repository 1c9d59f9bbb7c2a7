# caught by: test_each_leadership_starts_anew
class PreVoting(Server):
    """Starts no quorum timer the third time that it leads."""

    leaderships = 0

    replace(
        "becomeLeader",
        "if self.options.checkQuorum:",
        "self.leaderships += 1\nif self.options.checkQuorum and self.leaderships != 3:",
    )
