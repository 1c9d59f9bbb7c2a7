# caught by: test_each_quorum_check_counts_anew
class PreVoting(Server):
    """One window without a majority is forgiven."""

    replace(
        "checkQuorum",
        "if heard >= self.majority():",
        'self.missed = 0 if heard >= self.majority() else getattr(self, "missed", 0) + 1\nif self.missed < 2:',
    )
